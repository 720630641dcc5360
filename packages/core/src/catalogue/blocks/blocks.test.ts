import { describe, expect, it } from 'vitest';
import { blocksOfPort, exactBlock, NETWORK_BLOCKS, searchBlocks } from './index.ts';

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

  it('say whether and how a block can be lifted, and where that is written', () => {
    for (const { id, lift, howToLift, url, notes } of NETWORK_BLOCKS) {
      expect(howToLift === null, id).toBe(lift === 'unknown');
      expect(/^It is not lifted\b/.test(howToLift ?? ''), id).toBe(lift === 'never');
      expect(howToLift ?? '.', id).toMatch(/\.$/);
      expect(notes ?? '.', id).toMatch(/\.$/);
      expect(url ?? 'https://', id).toMatch(/^https:\/\/\S*$/);
    }
    const byLift = (lift: string): readonly string[] =>
      NETWORK_BLOCKS.filter((each) => each.lift === lift).map(({ id }) => id);
    expect(byLift('plan')).toEqual(['railway', 'render', 'pythonanywhere', 'free-php-hosts']);
    expect(byLift('setting')).toEqual(['scaleway', 'telekom-speedport', 'orange-fr', 'free-fr', 'windows-antivirus']);
    expect(byLift('unknown')).toEqual(['netlify', 'gitpod', 'mobile-carriers']);
    expect(byLift('never')).toEqual(expect.arrayContaining(['digitalocean', 'google-cloud', 'heroku', 'supabase']));
    expect(byLift('request')).toEqual(expect.arrayContaining(['aws-ec2', 'linode', 'hetzner-cloud', 'comcast']));
  });

  it('have words of their own', () => {
    const words = NETWORK_BLOCKS.flatMap(({ id, aliases }) => [id, ...aliases]);
    expect(words.filter((word, at) => words.indexOf(word) !== at)).toEqual([]);
    for (const word of words) expect(word).toMatch(/^[a-z\d-]+$/);
  });

  it.each([
    ['digitalocean', 'digitalocean'],
    [' Vultr ', 'vultr'],
    ['AWS EC2', 'aws-ec2'],
    ['GCP', 'google-cloud'],
    ['aws', null],
    ['', null],
  ])('are meant without doubt: %s', (query, id) => {
    expect(exactBlock(query)?.id ?? null).toBe(id);
  });

  it('come with the exact one first', () => {
    expect(searchBlocks('lambda').map(({ id }) => id)).toEqual(['aws-lambda']);
    expect(searchBlocks('bell').map(({ id }) => id)).toEqual(['bell', 'att']);
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
