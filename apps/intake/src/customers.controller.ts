import { maskedIdentity } from '@caseloop/contracts';
import { notFound } from '@caseloop/service';
import { Controller, Get, Inject, Param } from '@nestjs/common';
import { CustomersRepository } from './customers.repository.js';
import { isId } from './ids.js';

/** `/v1/customers`: who a customer is, masked. */
@Controller('v1/customers')
export class CustomersController {
  constructor(@Inject(CustomersRepository) private readonly customers: CustomersRepository) {}

  @Get(':id')
  async one(@Param('id') id: string) {
    const customer = isId(id) ? await this.customers.get(id) : null;
    if (customer === null) throw notFound('customer', id);
    const { traits, personal, ...known } = customer;
    return { ...known, ...traits, ...(personal === null ? { erased: true } : maskedIdentity(personal)) };
  }
}
