export { type ErrorContext, type Explanation, explainError } from './explain.ts';
