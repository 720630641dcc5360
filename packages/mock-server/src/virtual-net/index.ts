export type { Attempted } from './attempt.ts';
export { type Clock, SYSTEM_CLOCK, VirtualClock } from './clock.ts';
export { CONTROL_HOST, type VirtualHost, VirtualNet, type VirtualNetOptions, virtualNet } from './net.ts';
export type { Fate, Listening, NameAnswer, Path, Place, VirtualTls } from './place.ts';
export { askedOf, loginOf, netOf, PRESET_HOST, primaryOf } from './preset.ts';
export { randomFrom } from './random.ts';
export { tlsFactsOf, type VirtualCertificate } from './tls-facts.ts';
export type { Asked, Triaged } from './triage.ts';
export { type Client, type NetworkInput, Wire } from './wire.ts';
