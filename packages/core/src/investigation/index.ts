export { advanceInvestigation, openInvestigation, tracesOf } from './investigation.ts';
export { placesOf } from './routes.ts';
export type { Investigation } from './state.ts';
export {
  CONTROL_HOSTS,
  type ControlHost,
  type InvestigationAction,
  type InvestigationInput,
  type LookupAnswer,
  type PortMode,
  type Request,
} from './types.ts';
