// The Node client 6.7: one token by version 2 of the endpoint, lists taken whole, orders by product id, licences and statements.
//
// What it does that others do not: it sends no header of the dialect, never follows `next`, needs a token that is a JWT with a
// number in `exp`, sends the whole of what it read with its changes, and takes the first SKU and the first availability.

import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'

const base = process.argv[2]?.replace(/\/$/, '')
if (!base) {
  console.error('usage: node_client.mjs BASE, as http://127.0.0.1:8080')
  process.exit(2)
}

let passed = 0
async function step(title, body) {
  try {
    await body()
    passed += 1
    console.log(`  holds  ${title}`)
  } catch (error) {
    console.log(`  FAILS  ${title}: ${error.message}`)
    console.log(`node: ${passed} passed, 1 failed`)
    process.exit(1)
  }
}

// As axios sends it.
const headers = { Accept: 'application/json, text/plain, */*', 'User-Agent': 'axios/1.7.9', 'Accept-Encoding': 'gzip, compress, deflate, br' }
let access

async function send(method, path, body) {
  const response = await fetch(`${base}/v1/${path}`, {
    method,
    redirect: 'error',
    headers: { ...headers, authorization: `Bearer ${access}`, ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${(await response.text()).slice(0, 500)}`)
  return response
}

const read = async (method, path, body) => (await send(method, path, body)).json()

await step('a token whose end is a number', async () => {
  const response = await fetch(`${base}/havenwerk.example/oauth2/v2.0/token`, {
    method: 'POST',
    headers: { ...headers, 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      client_id: 'demo-app',
      client_secret: 'demo-secret',
      scope: 'https://api.partnercenter.microsoft.com/.default',
      grant_type: 'client_credentials',
    }),
  })
  assert.equal(response.status, 200)
  access = (await response.json()).access_token
  const claims = JSON.parse(Buffer.from(access.split('.')[1], 'base64url').toString())
  assert.equal(typeof claims.exp, 'number')
})

await step('getAllCustomers in one page', async () => {
  const { items } = await read('GET', 'customers')
  assert.ok(items.length > 20)
})

let customer
await step('createCustomer, and its agreement', async () => {
  const domain = `node${randomUUID().slice(0, 8)}.onmicrosoft.com`
  customer = await read('POST', 'customers', {
    companyProfile: { domain },
    billingProfile: {
      email: 'invoices@kraanvogel.example',
      culture: 'nl-NL',
      language: 'nl',
      companyName: 'Kraanvogel BV',
      defaultAddress: { country: 'NL', city: 'Utrecht', addressLine1: 'Kade 12', postalCode: '3511 AB', firstName: 'Ilse', lastName: 'Prins' },
    },
  })
  await read('POST', `customers/${customer.id}/agreements`, {
    primaryContact: { firstName: 'Ilse', lastName: 'Prins', email: 'ilse@kraanvogel.example' },
    dateAgreed: '2026-11-01T00:00:00Z',
    templateId: '117a77b0-9360-443b-8795-c6dedc750cf9',
    type: 'MicrosoftCustomerAgreement',
  })
})

let subscription
await step('createOrderByProductId: the first SKU and its first availability, without a term', async () => {
  const product = 'CFQ7TTC0LH18'
  const skus = await read('GET', `customers/${customer.id}/products/${product}/skus`)
  const sku = skus.items[0].id
  const availabilities = await read('GET', `customers/${customer.id}/products/${product}/skus/${sku}/availabilities`)
  const order = await read('POST', `customers/${customer.id}/orders`, {
    billingCycle: 'monthly',
    lineItems: [{ offerId: `${product}:${sku}:${availabilities.items[0].id}`, quantity: 3, lineItemNumber: 0 }],
  })
  subscription = order.lineItems[0].subscriptionId
  assert.ok(subscription)
})

await step('updateCustomerSubscriptionUsers: the whole of what was read, with another quantity', async () => {
  const path = `customers/${customer.id}/subscriptions/${subscription}`
  const current = await read('GET', path)
  assert.equal(current.productType.id, 'OnlineServicesNCE')
  const changed = await read('PATCH', path, { ...current, quantity: 6 })
  assert.equal(changed.quantity, 6)
  assert.equal(changed.autoRenewEnabled, true)
})

await step('the same quantity again changes nothing', async () => {
  const path = `customers/${customer.id}/subscriptions/${subscription}`
  const current = await read('GET', path)
  const again = await read('PATCH', path, { ...current, quantity: 6 })
  assert.equal(again.quantity, 6)
})

let user
await step('createUser, assignLicensesToCustomerUser, and its own way to reset a password', async () => {
  user = await read('POST', `customers/${customer.id}/users`, {
    usageLocation: 'NL',
    userPrincipalName: `carla@${customer.companyProfile.domain}`,
    firstName: 'Carla',
    lastName: 'Prins',
    displayName: 'Carla Prins',
    passwordProfile: { password: 'Kade-1234', forceChangePassword: true },
  })
  const { items } = await read('GET', `customers/${customer.id}/subscribedskus`)
  const update = await read('POST', `customers/${customer.id}/users/${user.id}/licenseupdates`, {
    licensesToAssign: [{ skuId: items[0].productSku.id }],
  })
  assert.ok(Array.isArray(update.licenseWarnings))
  await read('PATCH', `customers/${customer.id}/users/${user.id}/resetpassword`, {
    passwordProfile: { password: 'Kade-5678', forceChangePassword: false },
  })
  const held = await read('GET', `customers/${customer.id}/users/${user.id}/licenses`)
  assert.equal(held.items.length, 1)
})

await step('deleteCustomerUser, which is answered without a body', async () => {
  const response = await send('DELETE', `customers/${customer.id}/users/${user.id}`)
  assert.equal(response.status, 204)
  assert.equal(await response.text(), '')
})

await step('getInvoices, getInvoicePDF as bytes', async () => {
  const { items } = await read('GET', 'invoices')
  const response = await send('GET', `invoices/${items[0].id}/documents/statement`)
  assert.match(response.headers.get('content-type'), /application\/pdf/)
  const bytes = Buffer.from(await response.arrayBuffer())
  assert.equal(bytes.subarray(0, 4).toString(), '%PDF')
})

await step('a conflict is told by its status, which it retries when asked to', async () => {
  const response = await fetch(`${base}/v1/customers`, {
    method: 'POST',
    headers: { ...headers, authorization: `Bearer ${access}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ companyProfile: { domain: customer.companyProfile.domain }, billingProfile: { ...customer.billingProfile } }),
  })
  assert.equal(response.status, 409)
  assert.equal(typeof (await response.json()).code, 'number')
})

console.log(`node: ${passed} passed, 0 failed`)
