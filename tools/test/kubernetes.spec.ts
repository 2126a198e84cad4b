import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { SERVICES } from '@caseloop/contracts';
import { parse, parseAllDocuments } from 'yaml';
import { serviceFor } from '../../apps/caseloop/src/routes.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const BASE = join(ROOT, 'k8s/base');

const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a manifest says is what is tested
  readonly spec: any;
}
const kustomization = parse(read('k8s/base/kustomization.yaml')) as {
  resources: string[];
  images: { name: string }[];
};
const manifests = kustomization.resources.flatMap((file) =>
  parseAllDocuments(read(`k8s/base/${file}`)).map((document) => document.toJS() as Manifest),
);
const deployments = manifests.filter(({ kind }) => kind === 'Deployment');
const pods = manifests
  .filter(({ kind }) => kind === 'Deployment' || kind === 'Job')
  .map(({ spec }) => spec.template.spec);

/** What a person asks for, and every parked list. */
const PATHS = [
  '/v1/requests',
  '/v1/requests/1',
  '/v1/rejected-requests/1/resubmit',
  '/v1/customers/1',
  '/v1/policies/after-sales',
  '/v1/cases',
  '/v1/cases/1',
  '/v1/cases/1/timeline',
  '/v1/cases/1/commands/take',
  '/v1/cases/1/clocks',
  '/v1/cases/1/messages',
  '/v1/cases/1/routing',
  '/v1/clocks',
  '/v1/clocks/1/explain',
  '/v1/teams/techSupport',
  '/v1/agents/wu/presence',
  '/v1/surveys/token',
  '/v1/call-tasks',
  '/v1/metrics/volume',
  ...SERVICES.flatMap((service) => [`/v1/parked/${service}`, `/v1/parked/${service}/replay`]),
  '/v1/nothing',
  '/internal/dev/tick',
];

/** Compiles the manifests as values of the published types: an unknown key or a wrong value does not compile. */
function compileErrors(values: readonly Manifest[]): string {
  const folder = mkdtempSync(join(ROOT, 'tools/test/manifests-'));
  try {
    const lines = values.map(({ apiVersion, kind, ...rest }, index) => {
      const module = apiVersion.includes('/') ? apiVersion.replace('/', '/') : apiVersion;
      const value = JSON.stringify({ apiVersion, kind, ...rest });
      return `import type { I${kind} as T${index} } from 'kubernetes-models/${module}';\nexport const m${index}: T${index} = ${value};`;
    });
    writeFileSync(join(folder, 'manifests.ts'), lines.join('\n'));
    const options = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      '--module',
      'esnext',
      '--moduleResolution',
      'bundler',
    ];
    const tsc = spawnSync(
      process.execPath,
      ['node_modules/typescript/bin/tsc', ...options, '--ignoreConfig', join(folder, 'manifests.ts')],
      {
        cwd: ROOT,
        encoding: 'utf8',
      },
    );
    return tsc.stdout;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the Kubernetes base', () => {
  test('lists every file it has', () => {
    const files = readdirSync(BASE).filter((file) => file !== 'kustomization.yaml');
    expect([...kustomization.resources].sort()).toEqual(files.sort());
  });

  test('compiles against the published types, which refuse unknown keys', () => {
    expect(compileErrors(manifests)).toBe('');
  }, 60_000);

  test('a misspelt key would be refused', () => {
    const [deployment] = structuredClone(deployments);
    const [container] = deployment!.spec.template.spec.containers;
    container.imag = container.image;
    expect(compileErrors([deployment!])).toMatch(/'"imag"' does not exist/);
  }, 60_000);

  test('runs each of the six services at least twice, with a budget that keeps one', () => {
    expect(deployments.map(({ metadata }) => metadata.name).sort()).toEqual([...SERVICES].sort());
    for (const { spec } of deployments) expect(spec.replicas).toBeGreaterThanOrEqual(2);
    const budgets = manifests.filter(({ kind }) => kind === 'PodDisruptionBudget');
    expect(budgets.map(({ spec }) => spec.minAvailable)).toEqual(SERVICES.map(() => 1));
  });

  test('gives every service three probes, and liveness asks neither database nor broker', () => {
    for (const { spec } of deployments) {
      const [container] = spec.template.spec.containers;
      expect(container.startupProbe.httpGet.path).toBe('/health/ready');
      expect(container.readinessProbe.httpGet.path).toBe('/health/ready');
      expect(container.livenessProbe.httpGet.path).toBe('/health/live');
    }
  });

  test('lets every pod drain for longer than a service takes at most', () => {
    for (const { spec } of deployments)
      expect(spec.template.spec.terminationGracePeriodSeconds).toBeGreaterThan(40);
  });

  test('runs nothing as root, writable or privileged, and asks for resources', () => {
    for (const pod of pods) {
      expect(pod.automountServiceAccountToken).toBe(false);
      expect(pod.securityContext).toMatchObject({
        runAsNonRoot: true,
        seccompProfile: { type: 'RuntimeDefault' },
      });
      const [{ securityContext, resources }] = pod.containers;
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(Object.keys(resources.requests)).toEqual(['cpu', 'memory']);
      expect(resources.limits.memory).toBeDefined();
    }
  });

  test('pins every image it uses', () => {
    const used = new Set(pods.map((pod) => pod.containers[0].image as string));
    expect(kustomization.images.map(({ name }) => name).sort()).toEqual([...used].sort());
  });

  test('only the migration job knows the administrator of the database', () => {
    for (const { metadata, spec } of manifests.filter(
      ({ kind }) => kind === 'Deployment' || kind === 'Job',
    )) {
      const keys = spec.template.spec.containers[0].env
        .map(
          (variable: { valueFrom?: { secretKeyRef?: { name: string; key: string } } }) =>
            variable.valueFrom?.secretKeyRef,
        )
        .filter((ref?: { name: string }) => ref?.name === 'caseloop-database')
        .map((ref: { key: string }) => ref.key);
      expect(keys).toEqual([metadata.name === 'migrate' ? 'admin' : metadata.name]);
    }
  });
});

/** The first pattern that matches decides, as in the front; longer ones stand first. */
const firstOf = (table: readonly (readonly [RegExp, string])[], path: string) =>
  table.find(([pattern]) => pattern.test(path))?.[1] ?? null;

describe('every door routes as the front of the all-in-one does', () => {
  const ingress = manifests
    .find(({ kind }) => kind === 'Ingress')!
    .spec.rules[0].http.paths.map((row: { path: string; backend: { service: { name: string } } }) => [
      new RegExp(`^${row.path}`),
      row.backend.service.name,
    ]);
  const compose = parse(read('docker-compose.yml'), { merge: true }) as {
    services: Record<string, { environment?: Record<string, string> }>;
  };
  const nginx = [
    ...read('docker/nginx.conf').matchAll(/location ~ (\S+) \{ proxy_pass http:\/\/127\.0\.0\.1:(\d+); \}/g),
  ].map(
    ([, pattern, port]) =>
      [
        new RegExp(pattern!),
        SERVICES.find((name) => compose.services[name]!.environment!['HTTP_PORT'] === port)!,
      ] as const,
  );

  test.each(PATHS)('%s', (path) => {
    expect(firstOf(ingress, path)).toBe(serviceFor(path));
    expect(firstOf(nginx, path)).toBe(serviceFor(path));
  });
});
