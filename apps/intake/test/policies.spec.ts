import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aRequest, packFiles } from './a-request.js';
import { type TestIntake, anIntake } from './an-intake.js';

let intake: TestIntake;
beforeAll(async () => {
  intake = await anIntake({ withPack: false });
});
afterAll(() => intake.stop());

const put = (files: object, to = 'new', name = 'after-sales') =>
  intake.service.http.request('PUT', `/v1/policies/${name}`, { files, to }, { 'Caseloop-Actor': 'lin' });
const said = async () =>
  (await intake.service.published('policy.published.v1')).map(
    ({ data }) => data as { to: string; version: string },
  );

test('before any pack is in force a request is told to come again', async () => {
  const answer = await intake.submit(aRequest(), 'early');
  expect(answer).toMatchObject({ status: 503, body: { code: 'notReady' } });
  expect(answer.headers.get('retry-after')).toBe('1');
});

test('a new pack is put in force and told with its whole content', async () => {
  const files = packFiles();
  const { status, body } = await put(files);
  expect({ status, body }).toMatchObject({
    status: 201,
    body: { name: 'after-sales', to: 'new', unit: 'after-sales' },
  });
  const [event] = await intake.service.published('policy.published.v1');
  expect(event).toMatchObject({
    source: 'caseloop/policies',
    subject: 'after-sales',
    sequence: '0000000001',
    data: {
      name: 'after-sales',
      version: body.version,
      to: 'new',
      by: 'lin',
      effectiveAt: '2026-11-23T01:00:00.000Z',
      files,
    },
  });
  const list = await intake.service.http.request('GET', '/v1/policies');
  expect(list.body).toMatchObject({
    items: [{ name: 'after-sales', version: body.version, by: 'lin' }],
    next: null,
  });
  const one = await intake.service.http.request('GET', `/v1/policies/after-sales/${body.version}`);
  expect(one.body).toMatchObject({ files, isInForce: true, applications: [{ appliedTo: 'new', by: 'lin' }] });
  expect((await intake.service.http.request('GET', '/v1/policies/after-sales/none')).status).toBe(404);
});

test('the same content again is the same version and no news', async () => {
  const before = await said();
  const again = await put(packFiles());
  expect(again).toMatchObject({ status: 200, body: { version: before[0]!.version } });
  expect(await said()).toEqual(before);
});

test('the same content for open cases is news, once', async () => {
  expect((await put(packFiles(), 'open')).status).toBe(200);
  expect((await put(packFiles(), 'open')).status).toBe(200);
  expect((await said()).map(({ to }) => to)).toEqual(['new', 'open']);
});

test('another content is another version, and new requests are opened under it', async () => {
  const files = packFiles();
  const changed = { ...files, 'pack.yaml': files['pack.yaml']!.replace('SH-{yyyy}', 'SV-{yyyy}') };
  const { status, body } = await put(changed);
  expect(status).toBe(201);
  const { body: receipt } = await intake.submit(aRequest(), 'under-new');
  expect(receipt).toMatchObject({
    pack: { name: 'after-sales', version: body.version },
    caseNumber: 'SV-2026-000001',
  });
  await put(files);
  expect((await intake.submit(aRequest(), 'under-old')).body.caseNumber).toBe('SH-2026-000001');
});

test('what is wrong in a pack is told with file, line and column', async () => {
  const files = packFiles();
  const broken = {
    ...files,
    'taxonomy.yaml': files['taxonomy.yaml']!.replace('id: productFault', 'name: productFault'),
  };
  const { status, body } = await put(broken);
  expect({ status, code: body.code }).toEqual({ status: 422, code: 'invalid' });
  expect(body.errors[0]).toMatchObject({
    pointer: '/files/taxonomy.yaml',
    message: expect.stringMatching(/^taxonomy\.yaml:\d+:\d+: /),
  });
});

test('a pack is put under its own name only', async () => {
  const answer = await put(packFiles(), 'new', 'online-service');
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ code: 'nameMismatch' }] } });
  expect((await put(packFiles(), 'everywhere')).body.errors[0]).toMatchObject({ pointer: '/to' });
});

test('of two at once both answer, and the registry has one version in force', async () => {
  const files = packFiles();
  const versions = ['A', 'B', 'C'].map((letter) => ({
    ...files,
    'pack.yaml': files['pack.yaml']!.replace('SH-', `${letter}-`),
  }));
  const answers = await Promise.all(versions.map((version) => put(version)));
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
  const list = await intake.service.http.request('GET', '/v1/policies');
  expect(list.body.items).toHaveLength(1);
  expect((await said()).at(-1)!.version).toBe(list.body.items[0].version);
});
