import type { CustomerIdentity } from '@caseloop/contracts';
import { notFound } from '@caseloop/service';
import { Controller, Get, Inject, Param } from '@nestjs/common';
import { CustomersRepository } from './customers.repository.js';
import { maskEmail, maskName, maskNumber, maskPhone } from './domain/mask.js';
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
    return { ...known, ...traits, ...(personal === null ? { erased: true } : masked(personal)) };
  }
}

function masked(personal: CustomerIdentity) {
  const { name, company, phone, email, contactPerson, nickname, externalId, memberId, accountId } = personal;
  return {
    name: maskName(name),
    company,
    phone: phone && maskPhone(phone),
    email: email && maskEmail(email),
    contactPerson: contactPerson && maskName(contactPerson),
    nickname: nickname && maskName(nickname),
    externalId: externalId && maskNumber(externalId),
    memberId: memberId && maskNumber(memberId),
    accountId: accountId && maskNumber(accountId),
  };
}
