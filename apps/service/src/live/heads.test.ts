import { PORTS, Secret } from '@smtp-triage/core';
import { PRESETS, preset } from '@smtp-triage/mock-server';
import { askedOf, netOf } from '@smtp-triage/mock-server/virtual-net';
import { describe, expect, it } from 'vitest';
import { headOf } from './heads.ts';

const LADDER = PORTS.map(({ port, mode }) => ({ port, mode }));

describe('headOf', () => {
  it.each(PRESETS.map(({ name }) => name))('knows every route of %s by its id, as the trace has it', (name) => {
    const world = preset(name);
    const net = netOf(world);
    const asked = askedOf(world);
    const { traces } = net.triage(asked).case;
    const credentials = asked.login === undefined ? null : { user: 'ann', password: new Secret('secret') };
    const request = {
      host: asked.host,
      startedAt: net.startedAt,
      settings: asked.settings ?? null,
      ladder: LADDER,
      credentials,
      envelope: asked.envelope ?? null,
    };
    expect(traces.length).toBeGreaterThan(0);
    for (const { events: _, ...head } of traces) {
      // The address of a control host is not in its id
      const address = head.route.purpose === 'control' ? { family: null, address: null } : {};
      expect(headOf(head.route.id, request)).toEqual({ ...head, route: { ...head.route, ...address } });
    }
  });
});
