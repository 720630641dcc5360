import type { Finding, Report } from '@smtp-triage/core';
import { DEFAULT_USER } from '../config.ts';
import type { PresetOf } from '../presets-model.ts';
import { CONTROL_HOST, type VirtualNet, type VirtualNetOptions, virtualNet } from './net.ts';
import type { Asked } from './triage.ts';

/** The name by which a preset's host is asked for. */
export const PRESET_HOST = 'mail.example.test';

/** A password that no default user has. */
const WRONG = 'incorrect horse';

/** A net with nothing in it but the world of one preset. */
export const netOf = (preset: PresetOf<string>, options: VirtualNetOptions = {}): VirtualNet =>
  virtualNet(options).host(PRESET_HOST, preset);

/** What is asked in the world of a preset, as a user would who is in it. */
export function askedOf({ settings, envelope, control, all, login }: PresetOf<string>): Asked {
  const asked: Asked = {
    host: PRESET_HOST,
    settings,
    envelope,
    waitForAll: all,
    controls: control === null ? [] : [{ host: CONTROL_HOST, port: null, builtIn: false }],
  };
  return login === null ? asked : { ...asked, login: loginOf(login) };
}

/** The login that a preset speaks of. */
export function loginOf(login: NonNullable<PresetOf<string>['login']>): NonNullable<Asked['login']> {
  const { user, password, token = '' } = DEFAULT_USER;
  if (login === 'token') return { user, token };
  return { user, password: login === 'right' ? password : WRONG };
}

/**
 * The primary finding of a report: the first that stands in anybody's way. Where everything works, remarks do not count;
 * where nothing does, the first remark is better than none.
 */
export function primaryOf({ findings, verdict }: Pick<Report, 'findings' | 'verdict'>): Finding | null {
  const serious = findings.find(({ severity }) => severity !== 'info');
  return serious ?? (verdict === 'ready' ? null : (findings[0] ?? null));
}
