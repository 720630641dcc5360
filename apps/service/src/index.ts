export { createApp } from './app.ts';
export { CONFIG_SCHEMA, type Config } from './operation/config.ts';
export { loadConfig } from './operation/load-config.ts';
export { type Service, start } from './operation/start.ts';
