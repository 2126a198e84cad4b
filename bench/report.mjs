// The figures as a person reads them.

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? NaN;
}

export function printRun({ requests, seconds, latencies, cpu, counted, statements }) {
  const per = (count) => (count / requests).toFixed(1);
  const total = (record) => Object.values(record).reduce((sum, count) => sum + count, 0);
  console.log(
    `\n${requests} requests in ${seconds.toFixed(1)} s: ${Math.round(requests / seconds)} requests/s`,
  );
  const { clock, assigned, told } = latencies;
  console.table({ 'publish to assigned, ms': assigned, 'publish to handed over, ms': told });
  if (clock === 'recorded') console.log('(instants of recording: the server keeps no commit timestamps)');
  const cores = (names) => (total(pick(cpu.spent, names)) / cpu.seconds).toFixed(2);
  const table = {};
  const rowsOf = rowsByService(counted.rows);
  for (const [service, rows] of Object.entries(rowsOf)) {
    const role = Object.entries(statements?.byRole ?? {}).find(([name]) => name.includes(service))?.[1];
    table[service] = {
      ...Object.fromEntries(Object.entries(rows).map(([kind, count]) => [kind, per(count)])),
      statements: role === undefined ? '-' : (role.calls / requests).toFixed(3),
      'database ms': role === undefined ? '-' : (role.ms / requests).toFixed(3),
      'CPU ms': ((cpu.spent[service] * 1000) / requests).toFixed(2),
      cores: cores([service]),
    };
  }
  console.table(table);
  const services = Object.keys(rowsOf);
  const parts = Object.entries({ services, postgres: ['postgres'], broker: ['broker'], others: ['others'] });
  const cpuMs = (names) => ((total(pick(cpu.spent, names)) * 1000) / requests).toFixed(2);
  console.log(`CPU ms per request: ${parts.map(([name, names]) => `${name} ${cpuMs(names)}`).join(', ')}`);
  console.log(`cores: ${parts.map(([name, names]) => `${name} ${cores(names)}`).join(', ')}`);
  const rows = total(Object.fromEntries(Object.entries(rowsOf).map(([name, kinds]) => [name, total(kinds)])));
  const events = Object.entries(counted.events).map(([source, said]) => `${source.slice(9)} ${per(said)}`);
  console.log(`per request: ${per(total(counted.events))} events (${events.join(', ')}), ${per(rows)} rows`);
  console.log(`per request: ${(counted.commits / requests).toFixed(3)} transactions`);
}

export function printSummary({ machine, runs, yardsticks }) {
  const rates = runs.map(({ requests, seconds }) => Math.round(requests / seconds));
  console.log(`\nrequests/s: ${rates.join(' ')}, median ${median(rates)}`);
  for (const { command, rates: theirs, median: middle, ratio } of yardsticks) {
    console.log(
      `yardstick "${command}": ${theirs.join(' ')}, median ${middle}; ours is ${ratio.toFixed(3)} of it`,
    );
  }
  const { version, ...settings } = runs.at(-1).settings;
  const told = (record) => Object.entries(record).map(([name, value]) => `${name} ${value}`);
  console.log(told({ ...machine, postgres: version }).join(', '));
  console.log(`postgres: ${told(settings).join(', ')}`);
}

/** Tables are counted as `service.table`. */
function rowsByService(tables) {
  const services = {};
  for (const [name, counts] of Object.entries(tables)) {
    const sums = (services[name.split('.')[0]] ??= {});
    for (const [kind, count] of Object.entries(counts)) sums[kind] = (sums[kind] ?? 0) + count;
  }
  return services;
}

function pick(record, keys) {
  return Object.fromEntries(keys.map((key) => [key, record[key] ?? 0]));
}
