/** What a parser of the Prometheus text format 0.0.4 would object to; empty for a good text. Written from the format's description. */
export function scrapeProblems(text: string): readonly string[] {
  const problems: string[] = [];
  const types = new Map<string, string>();
  const seen = new Set<string>();
  let current: string | null = null;
  const closed = new Set<string>();
  if (text !== '' && !text.endsWith('\n')) problems.push('the last line does not end');
  for (const [index, line] of text.split('\n').slice(0, -1).entries()) {
    const where = `line ${index + 1}`;
    if (line === '') continue;
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.+)$/.exec(line);
    if (comment !== null) {
      const [, what, name = '', rest = ''] = comment;
      if (current !== name && closed.has(name)) problems.push(`${where}: ${name} comes in two places`);
      if (current !== null && current !== name) closed.add(current);
      current = name;
      if (what === 'TYPE') {
        if (types.has(name)) problems.push(`${where}: a second TYPE of ${name}`);
        if (!/^(counter|gauge|histogram|summary|untyped)$/.test(rest)) problems.push(`${where}: no type ${rest}`);
        types.set(name, rest);
      }
      continue;
    }
    if (line.startsWith('#')) continue;
    const sample = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
    if (sample === null) {
      problems.push(`${where}: not a sample: ${line}`);
      continue;
    }
    const [, name = '', labels = '', value = ''] = sample;
    const family = types.has(name) ? name : name.replace(/_(?:bucket|sum|count)$/, '');
    if (!types.has(family)) problems.push(`${where}: ${name} has no TYPE`);
    if (labels !== '' && !/^(?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\["\\n])*",?)*$/.test(labels))
      problems.push(`${where}: labels`);
    if (!/^(?:nan|[+-]?(?:Inf|\d+(?:\.\d+)?(?:e[+-]?\d+)?))$/i.test(value)) problems.push(`${where}: value ${value}`);
    const key = `${name}{${labels}}`;
    if (seen.has(key)) problems.push(`${where}: ${key} comes twice`);
    seen.add(key);
  }
  return problems;
}
