import type { CustomerIdentity, CustomerTraits } from '@caseloop/contracts';
import type { Transaction } from '@caseloop/messaging';
import type { ServiceRequest } from './domain/service-request.js';

/** The request a case came of, with its customer as we know them by now. */
export interface CaseOrigin {
  readonly caseNumber: string;
  readonly partner: string;
  readonly unit: string;
  readonly pack: string;
  readonly about: Pick<ServiceRequest, 'product' | 'orderNo'>;
  readonly customer: {
    readonly id: string;
    readonly traits: Omit<CustomerTraits, 'id'>;
    /** Null once the person was erased. */
    readonly personal: CustomerIdentity | null;
  };
}

interface Row {
  readonly case_id: string;
  readonly case_number: string;
  readonly partner: string;
  readonly unit: string;
  readonly pack: string;
  readonly body: ServiceRequest;
  readonly customer_id: string;
  readonly traits: CaseOrigin['customer']['traits'];
  readonly personal: CustomerIdentity | null;
}

const FIND = `
select r.case_id, r.case_number, r.partner, r.unit, r.receipt->'pack'->>'name' as pack, r.body, r.customer_id,
  c.traits, c.personal
from requests r join customers c on c.id = r.customer_id
where r.case_id = any($1::uuid[]) and r.duplicate_of is null`;

export class CaseOriginsRepository {
  /** By case id. A request that came again under another key is not where a case came from. */
  async find(tx: Transaction, caseIds: readonly string[]): Promise<Map<string, CaseOrigin>> {
    const { rows } = await tx.prepared<Row>('case_origins', FIND, [caseIds]);
    return new Map(rows.map((row) => [row.case_id, originOf(row)]));
  }
}

function originOf({
  case_number,
  partner,
  unit,
  pack,
  body,
  customer_id,
  traits,
  personal,
}: Row): CaseOrigin {
  const { product, orderNo } = body;
  return {
    caseNumber: case_number,
    partner,
    unit,
    pack,
    about: { ...(product !== undefined && { product }), ...(orderNo !== undefined && { orderNo }) },
    customer: { id: customer_id, traits, personal },
  };
}
