import type { CustomerIdentity, CustomerTraits } from '@caseloop/contracts';
import type { Transaction } from '@caseloop/messaging';
import type { Queryable } from '@caseloop/service';
import { formatInstant } from '@caseloop/service-time';
import type { KnownCustomer } from './domain/customer-book.js';
import type { Identifier, IdentifierKind } from './domain/match-customer.js';

/** What a batch of requests says of customers, by customer id. */
export type StatedCustomers = ReadonlyMap<string, { readonly traits: object; readonly personal: object }>;

export interface OwnedIdentifier extends Identifier {
  readonly customerId: string;
}

export interface StoredCustomer {
  readonly id: string;
  readonly traits: Omit<CustomerTraits, 'id'>;
  /** Null once the person was erased. */
  readonly personal: CustomerIdentity | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** All identifiers of every customer who has one of the wanted ones. */
const FIND = `
select c.id, c.traits, array_agg(array[i.kind, i.scope, i.value]) as identifiers
from customers c
join customer_identifiers i on i.customer_id = c.id
where c.id in (
  select found.customer_id
  from unnest($1::text[], $2::text[], $3::text[]) as wanted (kind, scope, value)
  join customer_identifiers found
    on found.kind = wanted.kind and found.scope = wanted.scope and found.value = wanted.value)
group by c.id`;

/** What is said last counts, field by field: a request that leaves a field out takes nothing away. */
const SAVE = `
insert into customers (id, traits, personal, created_at, updated_at)
select id, traits, personal, $4, $4
from unnest($1::uuid[], $2::jsonb[], $3::jsonb[]) as given (id, traits, personal)
order by id
on conflict (id) do update set
  traits = customers.traits || excluded.traits,
  personal = coalesce(customers.personal, '{}') || excluded.personal,
  updated_at = excluded.updated_at
where customers.traits || excluded.traits <> customers.traits
  or customers.personal is null or customers.personal || excluded.personal <> customers.personal`;

const CLAIM = `
insert into customer_identifiers (kind, scope, value, customer_id)
select kind, scope, value, customer_id
from unnest($1::text[], $2::text[], $3::text[], $4::uuid[]) as given (kind, scope, value, customer_id)
order by kind, scope, value
on conflict do nothing`;

/** Every statement on customers and their identifiers. */
export class CustomersRepository {
  constructor(private readonly db: Queryable) {}

  /** The customers whom any of the identifiers may belong to. */
  async find(tx: Transaction, identifiers: readonly Identifier[]): Promise<KnownCustomer[]> {
    if (identifiers.length === 0) return [];
    const { rows } = await tx.prepared<{
      id: string;
      traits: KnownCustomer['traits'];
      identifiers: [IdentifierKind, string, string][];
    }>('customers_find', FIND, [
      identifiers.map(({ kind }) => kind),
      identifiers.map(({ scope }) => scope),
      identifiers.map(({ value }) => value),
    ]);
    return rows.map((row) => ({
      customerId: row.id,
      traits: row.traits,
      identifiers: row.identifiers.map(([kind, scope, value]) => ({ kind, scope, value })),
    }));
  }

  async save(tx: Transaction, customers: StatedCustomers, now: number): Promise<void> {
    if (customers.size === 0) return;
    const stated = [...customers.values()];
    await tx.prepared('customers_save', SAVE, [
      [...customers.keys()],
      stated.map(({ traits }) => JSON.stringify(traits)),
      stated.map(({ personal }) => JSON.stringify(personal)),
      formatInstant(now),
    ]);
  }

  /** Gives identifiers to customers; fewer than given when somebody else claimed one meanwhile. */
  async claim(tx: Transaction, identifiers: readonly OwnedIdentifier[]): Promise<number> {
    if (identifiers.length === 0) return 0;
    const { rowCount } = await tx.prepared('customers_claim', CLAIM, [
      identifiers.map(({ kind }) => kind),
      identifiers.map(({ scope }) => scope),
      identifiers.map(({ value }) => value),
      identifiers.map(({ customerId }) => customerId),
    ]);
    return rowCount;
  }

  async get(id: string): Promise<StoredCustomer | null> {
    const { rows } = await this.db.query<{
      id: string;
      traits: StoredCustomer['traits'];
      personal: CustomerIdentity | null;
      created_at: Date;
      updated_at: Date;
    }>('select id, traits, personal, created_at, updated_at from customers where id = $1', [id]);
    const row = rows[0];
    if (row === undefined) return null;
    const { created_at, updated_at, ...rest } = row;
    return { ...rest, createdAt: created_at.toISOString(), updatedAt: updated_at.toISOString() };
  }
}
