import { describe, expect, it } from 'vitest';
import { blocksOfPort, NETWORK_BLOCKS, searchBlocks } from './index.ts';

describe('the networks that block outgoing SMTP', () => {
  it('have an id each, a source, a date, and something to do', () => {
    expect(new Set(NETWORK_BLOCKS.map(({ id }) => id)).size).toBe(NETWORK_BLOCKS.length);
    for (const each of NETWORK_BLOCKS) {
      expect(each.id, each.id).toMatch(/^[a-z\d]+(-[a-z\d]+)*$/);
      expect(each.sources.every((source) => source.trim() !== '')).toBe(true);
      expect(each.gathered).toMatch(/^\d{4}-\d{2}$/);
      expect(each.useInstead).toMatch(/\.$/);
    }
  });

  it('block something, and never what they leave open', () => {
    for (const { id, ports, open } of NETWORK_BLOCKS) {
      expect(ports.length, id).toBeGreaterThan(0);
      expect(
        ports.filter((port) => open.includes(port)),
        id,
      ).toEqual([]);
      for (const port of [...ports, ...open]) expect(port > 0 && port < 65_536, id).toBe(true);
    }
  });

  it.each([
    ['aws', ['aws-ec2', 'aws-lambda']],
    ['hetzner', ['hetzner-cloud']],
    ['Digital', ['digitalocean']],
    ['cloud edge', []],
    ['nowhere', []],
  ])('are found: %s', (query, ids) => {
    expect(
      searchBlocks(query)
        .slice(0, 2)
        .map(({ id }) => id),
    ).toEqual(ids);
  });

  it('are all found by nothing', () => {
    expect(searchBlocks(' ')).toHaveLength(NETWORK_BLOCKS.length);
  });

  it('are found by port: who drops 587 as well', () => {
    const ids = blocksOfPort(587).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['digitalocean', 'linode', 'railway', 'render', 'supabase']));
    expect(ids).not.toContain('aws-ec2');
  });

  it('keep what was measured: the ports of the best known ones', () => {
    const ports = Object.fromEntries(NETWORK_BLOCKS.map((each) => [each.id, each.ports]));
    expect(ports['aws-ec2']).toEqual([25]);
    expect(ports['google-cloud']).toEqual([25]);
    expect(ports['digitalocean']).toEqual([25, 465, 587]);
    expect(ports['hetzner-cloud']).toEqual([25, 465]);
    expect(ports['cloudflare-workers']).toEqual([25]);
  });
});
