import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { SERVICES } from '@caseloop/contracts';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

describe('the compose file', () => {
  const compose = parse(read('docker-compose.yml'), { merge: true });
  const KEYS = [
    'restart',
    'network_mode',
    'depends_on',
    'image',
    'environment',
    'volumes',
    'healthcheck',
    'build',
    'command',
    'ports',
  ];

  test('has no key that is not known, and depends on nothing that is not there', () => {
    expect(Object.keys(compose).sort()).toEqual(['services', 'volumes', 'x-service']);
    for (const service of Object.values<Record<string, object>>(compose.services)) {
      expect(Object.keys(service).filter((key) => !KEYS.includes(key))).toEqual([]);
      for (const needed of Object.keys(service['depends_on'] ?? {}))
        expect(Object.keys(compose.services)).toContain(needed);
    }
  });

  test('builds the six services and the command line from the one Dockerfile', () => {
    const built = Object.values<{ build?: { args: { SERVICE: string } } }>(compose.services).flatMap(
      (service) => service.build?.args.SERVICE ?? [],
    );
    expect(built.sort()).toEqual([...SERVICES, 'caseloop'].sort());
  });

  test('publishes its one port on this machine only', () => {
    const ports = Object.values<{ ports?: string[] }>(compose.services).flatMap(
      (service) => service.ports ?? [],
    );
    expect(ports).toEqual(['127.0.0.1:4000:4000']);
  });

  test('starts no service before the database is migrated and the broker answers', () => {
    for (const name of SERVICES) {
      expect(compose.services[name].depends_on).toEqual({
        migrate: { condition: 'service_completed_successfully' },
        rabbitmq: { condition: 'service_healthy' },
      });
    }
  });

  test('takes no image whose version can change under it', () => {
    const images = Object.values<{ image: string }>(compose.services).map(({ image }) => image);
    for (const image of images.filter((name) => !name.startsWith('caseloop/')))
      expect(image).toMatch(/:\d+\.\d+/);
  });
});

describe('the image', () => {
  const lines = read('Dockerfile').split('\n');

  test('runs as a numbered user that is not root, with production packages only', () => {
    expect(lines).toContain('USER 1000:1000');
    const last = lines.lastIndexOf('FROM ${NODE_IMAGE}');
    expect(lines.slice(last).some((line) => line.includes('npm'))).toBe(false);
    expect(lines.join('\n')).toContain('npm ci --no-audit --no-fund --omit=dev --omit=optional');
  });

  test('takes every folder it copies from the repository', () => {
    const copied = lines
      .filter((line) => /^COPY (?!--from)/.test(line))
      .flatMap((line) => line.split(' ').slice(1, -1));
    for (const path of copied)
      expect(spawnSync('git', ['ls-files', '--error-unmatch', path], { cwd: ROOT }).status).toBe(0);
  });
});
