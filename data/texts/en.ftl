# English is the source: every other language has exactly these keys. A reason says what stands in the way, a remedy
# what to do about it, a notice what somebody should know after a change.

## Reasons: who may
reason-role-missing = Your role does not allow this.
reason-not-the-operator = Only the partner that runs this installation may do this.
reason-other-company = You administer another company, and administrators act for their own company only.
reason-no-relationship = Your organisation has no reseller relationship with this customer.
reason-delegation-missing = The customer has not given your organisation delegated administration rights for this service.
    .facts = It concerns { $service }.
reason-cloud-differs = The offer, the customer and the partner belong to different clouds, which never mix.
reason-not-the-seller = Another party sold this subscription, and only its seller can change it.
reason-region-differs = Partner and customer are in different market regions.
reason-agreement-missing = Nobody has confirmed yet that the customer accepted the customer agreement.
reason-upgrade-locks-admins = A plan of this company is being upgraded; until that is done its administrators cannot change anything.
    .facts = { $users_done } of { $users_total } users have moved.
reason-bought-through-reseller = This subscription was bought through a reseller, so the reseller changes it.
    .facts = The reseller is { $seller }.

## Reasons: what is there
reason-customer-unknown = There is no such customer.
reason-domain-taken = Another customer already uses this domain.
    .facts = The domain is { $value }.
reason-stale = Somebody changed this after you read it.
reason-subscription-unknown = This customer has no such subscription.
reason-order-unknown = This customer has no such order.
reason-cart-unknown = There is no such cart, or it has expired.
reason-upgrade-unknown = There is no such upgrade.
reason-user-unknown = This customer has no such user.
reason-quote-unknown = There is no such quote.
reason-quote-expired = The time in which this quote could be redeemed is over.
    .facts = It held until { $until }.
reason-quote-stale = Something has changed since this quote was made, and it would no longer bill the same amounts.
    .facts = It said { $quoted }, and it would be { $now } now.
reason-value-invalid = A value is outside what its field takes.
    .facts = It was “{ $value }”.
reason-not-a-sandbox = Customers are deleted only in an installation for trying things out, whose clock is simulated.
reason-directory-role-unknown = The directory has no such role.
reason-directory-role-held = The user already has this role.
    .facts = The role is { $role }.
reason-directory-role-not-held = The user does not have this role.
    .facts = The role is { $role }.
reason-directory-role-full = As many users as may have this role have it.
    .facts = { $role } takes { $max } users.
reason-directory-role-last = This user is the last one with a role that nobody could give again.
    .facts = The role is { $role }.
reason-phone-missing = In this country an address must name a telephone number.
reason-support-partner-invalid = This partner cannot be the one that helps with the subscription.
    .facts = The number was { $value }.
reason-service-request-unknown = There is no such service request.
reason-service-request-closed = The service request is closed; it has to be opened again before it changes.
reason-validation-code-unknown = A government customer needs a validation code that this installation gave out.

## Reasons: availability of offers
reason-offer-unknown = The catalogue has no such offer.
reason-availability-unknown = This availability is not for the customer's market and segment.
reason-segment-differs = The offer is not for customers of this segment.
reason-limit-reached = The customer already has as many subscriptions to this offer as one customer may have.
    .facts = The limit is { $limit }.
reason-reactivate-instead = The customer has a suspended subscription to this product; it is reactivated rather than bought again.
reason-not-sold-in-country = The offer is not sold in the customer's country.
    .facts = The country is { $country }.
reason-publisher-not-in-country = The publisher does not serve the customer's billing country.
    .facts = The publisher is { $publisher }, the country { $country }.
reason-not-in-programme = The publisher keeps this offer out of the reseller programme.
reason-exclusive-to-others = The publisher sells this offer only through certain other partners.
reason-not-transactable = Offers of this kind, such as containers and virtual machines, cannot be bought here.
reason-bought-elsewhere = Usage-based offers of this kind are bought in another place.
reason-add-on-outside-base = This is an add-on, and add-ons are bought from their base subscription.
reason-end-of-sale = The offer is no longer sold.
    .facts = Its sale ended on { $ended }.
reason-classic-closed = New orders for classic offers are no longer taken.
reason-price-missing = The price list has no price for this choice of term and billing.

## Reasons: orders
reason-cart-empty = The cart has no lines.
reason-cart-too-long = The cart has more lines than a cart may have.
    .facts = The most is { $max }.
reason-cart-ordered = The cart has been ordered and can no longer change.
reason-quantity-outside = The number of licences is outside what the offer takes.
    .facts = { $quantity } were asked for; it takes { $min } to { $max }.
reason-seat-cap-exceeded = With these licences the customer would have more of this product than one customer may have.
    .facts = All together it may have { $cap }; { $remaining } are left.
reason-term-not-offered = The offer is not sold for this term.
reason-billing-not-offered = The term cannot be billed this way.
reason-attestation-missing = The offer needs an attestation that has not been accepted.
reason-reseller-unknown = The indirect reseller is not one that buys through this partner.
reason-end-date-invalid = The subscription cannot end on this date.
reason-base-missing = A metered plan needs another plan of this customer first.

## Reasons: migration to new commerce
reason-migration-unknown = There is no such migration.
reason-migration-not-classic = Only classic subscriptions are migrated to new commerce.
reason-migration-not-active = The subscription is not active, and only active ones are migrated.
reason-migration-trial = A trial is not migrated.
reason-migration-pending = An upgrade or a migration already works on this subscription.
reason-migration-partner = This partner may not migrate the subscription.
reason-migration-too-early = The subscription was bought too recently to be migrated.
    .facts = It can be migrated from { $from } on.
reason-migration-last-day = The term is almost over; until then only a whole new term can begin.
    .facts = Its last day is { $ends_on }.
reason-migration-promotion = The subscription has, or was bought with, a promotion.
reason-migration-segment = Subscriptions of the customer's segment are not migrated yet.
reason-migration-no-path = New commerce has no counterpart of this offer for the customer.
reason-migration-several-paths = New commerce has several counterparts of this offer, and nothing says which is meant.
    .facts = They are { $paths }.
reason-migration-term = The new-commerce offer does not have this term, or this way of billing.
reason-migration-end-date = The migrated subscription cannot end on this date.
reason-migration-end-of-full-term = A whole new term ends by itself; it cannot also end on a date of its own.
reason-migration-add-ons = The subscription has add-ons, and with them it is not migrated.
    .facts = They are { $add_ons }.
reason-migration-add-on-missing = All active add-ons are migrated with their base, and one of them was not named.
    .facts = It is { $add_on }.
reason-migration-add-on-twice = The same subscription is named twice.
reason-migration-scheduled = The migration of this subscription is already scheduled.
reason-migration-schedule-over = The scheduled migration is over: it was carried out or taken back.
reason-migration-day-past = The day of a scheduled migration has to lie ahead.
    .facts = The earliest day is { $earliest }.

## Reasons: add-ons
reason-base-not-active = The base subscription of the add-on is not active.
reason-tier-may-not-buy-add-ons = Indirect resellers cannot buy add-ons; their provider can.
reason-add-on-does-not-fit = The add-on does not go with this base subscription.

## Reasons: trials
reason-trial-used = The customer has already had this trial or its offer.
reason-trial-is-fixed = Licences, status and term of a trial cannot be changed.
reason-not-a-trial = The subscription is not a trial.
reason-no-conversion = The trial cannot become this offer.

## Reasons: subscriptions
reason-not-active = The subscription is not active.
    .facts = Its status is “{ $status }”.
reason-deleted = The subscription is deleted and nothing can be changed any more.
reason-status-not-allowed = The subscription cannot go from its present status to this one.
    .facts = Its status is “{ $status }”.
reason-suspended-seats-fixed = The number of licences cannot change while the subscription is suspended.
reason-fewer-seats-at-renewal = Licences can only become fewer at the renewal.
    .facts = The renewal is on { $renews_on }.
reason-seat-window-closed = The time in which these licences could be given back is over, or was given for fewer of them.
    .facts = { $fewer } were to go; { $refundable } can still be given back.
reason-cancel-window-closed = The time in which this subscription could be cancelled is over.
    .facts = It ended on { $closed_at }.
reason-suspend-instead = A classic subscription of the first party is suspended, not cancelled.
reason-not-confirmed = Cancelling has to be confirmed.
reason-reason-missing = A reason has to be given.
reason-set-up-open = The set-up on the publisher's site is not finished.
reason-too-many-updates = The subscription has been changed as often as one subscription may be changed.
reason-operation-pending = Another operation is working on this subscription.
reason-publisher-operation-unknown = The subscription has no such operation.
reason-publisher-operation-ended = The operation has already ended in another way.
reason-plan-of-other-product = The plan is not one of this product.
reason-publisher-only = Only the publisher of the offer can do this.
reason-not-for-publishers = A publisher cannot do this.
reason-change-not-supported = A subscription of this kind cannot be changed in this way.

## Reasons: renewal
reason-no-auto-renew-switch = A subscription of this kind has no auto-renew switch.
reason-auto-renew-off = Auto-renew is switched off, and a change can only be scheduled while it is on.
reason-not-renewable = The offer does not renew.
reason-no-scheduled-path = The renewal cannot move the subscription to this offer.
reason-downgrade-not-possible = The renewal cannot move the subscription to a lower offer.
reason-nothing-scheduled = No change is scheduled for the renewal.
reason-term-not-longer = During a term it can only be replaced by a longer one.
reason-billing-change-not-possible = The billing cannot be changed this way during the term.
reason-frequency-is-the-orders = The billing frequency belongs to the whole order, not to one subscription.
reason-order-not-uniform = A subscription of the order cannot take part in the change.

## Reasons: upgrades
reason-no-upgrade-path = No upgrade leads from this subscription to that plan.
reason-target-owned = The customer already has a subscription to that plan, perhaps from another partner or bought elsewhere.
reason-services-owned = The customer already has the services that the upgrade would add, perhaps from another partner or bought elsewhere.
    .facts = These are { $services }.
reason-all-licences-move = An upgrade of a classic subscription moves all licences; none can stay behind.
reason-licence-conflict = More users have licences than were bought.
    .facts = Users: { $users }; licences: { $seats }.
reason-not-set-up = The subscription is not fully set up yet.
reason-service-incident = One of the services of this subscription has an incident.
    .facts = It concerns { $services }.
reason-upgrade-running = Another plan is being upgraded.
reason-credit-check-pending = A credit check is pending.
reason-not-eligible = The subscription cannot be upgraded at present.
reason-several-subscriptions = The customer has two or more subscriptions to the same product.
reason-prepaid-plan = The plan was paid in advance, for instance with a product key.
    .facts = It is paid until { $paid_until }.
reason-government-or-nonprofit = Government and non-profit plans are not upgraded automatically.
reason-service-busy = The service is busy updating many subscriptions.
reason-data-would-be-lost = The other plan lacks a service in which users of the present plan keep data.
    .facts = They would lose { $data }.
reason-has-add-on = The subscription has an add-on.
reason-unpaid-balance = There is an unpaid balance.
    .facts = It is { $amounts }.
reason-too-many-assigned = More users have licences than the automatic upgrade moves.
    .facts = { $users } have one; the automatic upgrade moves fewer than { $limit }.
reason-seats-not-possible = This number of licences is not possible for this upgrade.
reason-target-not-active = The subscription to move into is not active.
reason-target-is-source = Source and target of the upgrade are the same subscription.
reason-target-ends-first = The subscription to move into ends before the present one.
    .facts = It ends on { $ends }, the present one on { $source_ends }.
reason-target-in-window = The subscription to move into can still be cancelled, and until then nothing moves into it.
    .facts = That is until { $window_ends }.
reason-target-term-shorter = The subscription to move into has a shorter term than the present one.
reason-target-offer-differs = The subscription to move into is for another offer.

## Reasons: charges
reason-charge-unknown = There is no such charge.
reason-correction-too-large = More would come back than stands charged.
    .facts = At most { $most } can come back; { $asked } were asked for.
reason-promotion-seats = The promotion does not hold for so many licences.
    .facts = With the promotion there can be { $max }.

## Reasons: users and licences
reason-principal-name-taken = Another user already has this sign-in name.
    .facts = The name is { $value }.
reason-user-deleted = The user is deleted.
reason-restore-too-late = The time in which the user could be restored is over.
    .facts = It ended on { $until }.
reason-plan-not-owned = The customer has no subscription with this plan.
reason-no-seat-free = There are no licences left.
    .facts = { $assigned } of { $seats } are given out.
reason-usage-location-missing = The user has no usage location, and without one no licence can be given.
reason-service-held = The user already has one of the services from another plan.
reason-licence-not-held = The user does not have this licence.
reason-service-unknown = The plan has no such service.
reason-licence-of-other-seller = The licences belong to a subscription of another seller.
reason-not-assignable = Licences of this plan are not given to users.
reason-seats-in-use = Users hold these licences.
    .facts = { $free } are free.

## Why a promotion is not to be had
promotion-invalid-catalog-item-id = The catalogue has no such item.
promotion-invalid-promotion = There is no such promotion for this item, this customer and this day.
promotion-no-promotions-available = There is no promotion for this item at present.
promotion-offer-purchased-previously = The promotion is for a first purchase, and the customer has had the offer before.
promotion-prerequisite-product-ownership = The promotion asks for another product that the customer does not have.
promotion-redemption-limit = The customer has the promotion on as many subscriptions as it may.
promotion-seat-count = The promotion is not for so many licences, or not for so few.
promotion-term = The promotion is for another term, or another way of billing.

## When a reason clears by itself
clears-at = This clears by itself on { $at }.

## Remedies
remedy-ask-role = Ask somebody with one of these roles: { $roles }.
remedy-request-delegation = Request delegated administration rights; a global administrator of the customer accepts the invitation.
remedy-request-relationship = Send the customer an invitation to a reseller relationship first.
remedy-confirm-agreement = Confirm that the customer accepted the customer agreement.
remedy-ask-seller = Ask the partner that sold the subscription.
remedy-ask-operator = Ask whoever runs this installation.
remedy-cancel-where-bought = Have the other subscription cancelled where it was bought; that may be another partner or another channel.
remedy-cancel-subscription = Cancel or suspend subscription { $subscription } first.
remedy-reactivate = Reactivate subscription { $subscription }.
remedy-choose-offer = Choose another offer: { $offers }.
remedy-choose-quantity = Choose a number of licences from { $min } to { $max }.
remedy-choose-term = Choose one of these terms: { $terms }.
remedy-choose-billing = Choose one of these ways of billing: { $plans }.
remedy-choose-date = Choose one of these dates: { $dates }.
remedy-choose-value = Send another value; the field takes { $expected }.
remedy-accept-attestation = Accept the attestation and repeat the order.
remedy-buy-from-base = Buy the add-on from its base subscription: { $subscriptions }.
remedy-buy-first = Buy one of these offers first: { $offers }.
remedy-buy-elsewhere = Buy it here: { $place }.
remedy-ask-publisher = Ask the publisher, { $publisher }.
remedy-wait = Wait and try again.
remedy-schedule-for-renewal = Schedule the change for the renewal on { $renews_on }.
remedy-switch-auto-renew-off = Switch auto-renew off, and the subscription ends with its term.
remedy-switch-auto-renew-on = Switch auto-renew on.
remedy-suspend = Suspend the subscription instead.
remedy-finish-set-up = Finish the set-up on the publisher's site (with the activation link of the subscription): { $link }
remedy-resolve-licence-conflict = Take licences from users or buy more, { $users_too_many } in all.
remedy-buy-seats = Buy more licences: at least { $seats }.
remedy-remove-add-ons = Remove the add-ons first: { $subscriptions }.
remedy-pay = Pay what is owed with “Pay now”: { $amounts }.
remedy-see-service-health = See service health, and try again when the service is well.
remedy-change-by-hand = Change by hand: buy the new plan, move the users, cancel the old plan.
remedy-back-up-data = Back up the users' data before changing by hand.
remedy-contact-support = Ask support.
remedy-confirm = Confirm that you mean it.
remedy-give-reason = Give a reason.
remedy-set-usage-location = Give the user a usage location.
remedy-remove-licence = Take the other licence from the user first.
remedy-convert-trial = Convert the trial.
remedy-change-order = Change the billing frequency of the whole order.
remedy-read-again = Read it again and repeat the change on what is there now.
remedy-quote-again = Ask for another quote and redeem that one.
remedy-try-again = Try again at or after { $at }.

## Who can apply a remedy
who-caller = You
who-partner = The partner
who-customer = An administrator of the customer
who-other-seller = The other seller
who-publisher = The publisher
who-support = Support
who-time = Time

## Roles
role-global-admin = global admin
role-user-management-admin = user management admin
role-admin-agent = admin agent
role-sales-agent = sales agent
role-helpdesk-agent = helpdesk agent
role-billing-admin = billing admin
role-customer-global-admin = global admin of the customer
role-customer-billing-admin = billing admin of the customer
role-customer-licence-admin = licence admin of the customer
role-customer-user-admin = user admin of the customer
role-publisher = program of a publisher

## Notices
notice-prepaid-rest = Of the prepaid plan, { $credited } counts for the new one. Lost, because the new plan costs less: { $lost }.
notice-refund-on-invoice = { $amount } comes back as a credit on the invoice of { $invoice_on }.
notice-refund-to-card = { $amount } comes back to the card it was paid with, within { $days } days.
notice-schedule-lost = The change that was scheduled for the renewal is lost, because the subscription was changed. It can be scheduled again.
notice-fewer-licences-than-users = Only { $seats } of the { $users } users that must move will have a licence.
notice-licence-conflict = Users beyond the licences: { $users_too_many }. Take licences back or buy more by { $until }.
notice-service-choices-reset = Services that are switched off for users will be on again. The choices are listed, so that they can be made again.
notice-reassign-by-hand = Licences do not move by themselves here; give them to the users by hand.
notice-credit-check = A credit check comes first and ends by { $until }. Users keep what they have until then.
notice-access-lost = Users lose access at once, and it cannot be restored.
notice-cancels-at-renewal = The subscription will be cancelled at its renewal; its last day is { $last_day }.
notice-deleted-unless-reactivated = The data will be deleted on { $at } unless the subscription is reactivated.

## Findings of an upgrade
finding-service-switched-on = The service was switched off for this user and is on again. Switch it off again if that still holds.
finding-no-seat-left = No licence was left for this user. Buy one more and give it to the user.
finding-no-usage-location = The user has no usage location. Set one, then give the licence.
finding-service-held-elsewhere = The user already has the service from another subscription. Take one of the two licences away.
finding-assign-by-hand = Give this user the new licence by hand.

## Stages of an upgrade
stage-credit-check = A credit check is pending; users keep what they have until then.
stage-provisioning = The new subscription is being set up.
stage-moving = Users are moving: { $done } of { $total } are done.
stage-closing = Everybody has moved; the old subscription is being closed.
stage-completed = The upgrade is complete.
stage-completed-with-work = The upgrade is complete, and { $work } things are left to do by hand.
stage-failed = The upgrade was given up; the subscription is as it was.

## Upgrading by hand
own-by-hand-some-users = To move only some users, buy the new plan first and then move them; where the plan is already there, only move them.
own-by-hand-fewer-services = A plan with fewer services can only be reached by hand. Users lose the data of the services it lacks, so back it up first.

## Events
event-customer-created = The account was opened.
event-billing-profile-changed = The billing profile was changed.
event-relationship-changed = The relationship with a partner changed.
event-balance-overdue = A balance became overdue.
event-balance-paid = An overdue balance was paid.
event-service-health-changed = The state of a service changed.
event-service-busy = It was reported whether the service is busy.
event-cart-saved = A cart was saved.
event-cart-expired = A cart expired.
event-cart-ordered = A cart was ordered.
event-order-placed = An order was placed.
event-order-line-added = An add-on was added to an order.
event-subscription-started = A subscription began.
event-set-up-completed = The set-up on the publisher's site was completed.
event-plan-changed = The plan of the subscription was changed.
event-operation-started = The publisher was told of a change.
event-operation-ended = The publisher's operation ended.
event-change-rolled-back = The publisher objected, and the change was taken back.
event-provisioning-changed = It was reported whether the services are set up.
event-renamed = The name was changed.
event-reseller-changed = The indirect reseller was changed.
event-seats-added = Licences were added.
event-seats-removed = Licences were given back.
event-cycle-started = A charge cycle began.
event-suspended = The subscription was suspended.
event-reactivated = The subscription was reactivated.
event-auto-renew-changed = Auto-renew was switched.
event-change-scheduled = A change was scheduled for the renewal.
event-schedule-removed = The scheduled change was taken back.
event-schedule-dropped = The scheduled change was dropped by another change.
event-billing-plan-saved = The billing from the next charge on was saved or taken back.
event-term-replaced = The term was replaced.
event-cancellation-scheduled = Cancelling at the renewal was scheduled or taken back.
event-cancelled = The subscription was cancelled.
event-renewed = The subscription was renewed.
event-trial-converted = The trial became a paid subscription.
event-expired = The term ended without renewal.
event-disabled = Users were locked out; the data is kept for now.
event-deleted = The subscription was deleted.
event-upgrade-started = An upgrade began.
event-credit-check-passed = The credit check was passed.
event-upgrade-provisioned = The new subscription is ready and users begin to move.
event-users-moved = A group of users moved.
event-move-finished = Everybody has moved.
event-source-closed = The old subscription was closed by its upgrade.
event-seats-transferred = Licences went to another subscription.
event-offer-changed = The subscription changed its offer.
event-upgrade-completed = The upgrade was completed.
event-upgrade-failed = The upgrade was given up.
event-migration-started = A migration to new commerce began.
event-migration-completed = A migration to new commerce was completed.
event-migration-scheduled = A migration to new commerce was scheduled.
event-migration-schedule-ended = A scheduled migration was carried out, taken back, or could not be carried out.
event-user-created = A user was created.
event-user-changed = A user was changed.
event-user-deleted = A user was deleted.
event-user-restored = A user was restored.
event-licences-changed = Licences of a user were changed.

## Bills
derivation-cycle = { $formula } = { $exact }, rounded by { $rounding } under policy { $policy } to { $amount }.
derivation-days = { $days } of { $of } days × { $formula } = { $exact }, rounded by { $rounding } under policy { $policy } to { $amount }.
derivation-months = { $months } of { $of } months × { $formula } = { $exact }, rounded by { $rounding } under policy { $policy } to { $amount }.
derivation-months-cut = ({ $months } months + { $days } of { $of } days) of { $months_of } months × { $formula } = { $exact }, rounded by { $rounding } under policy { $policy } to { $amount }.
derivation-months-and-days = { $days } of { $of } days × { $months } of { $months_of } months × { $formula } = { $exact }, rounded by { $rounding } under policy { $policy } to { $amount }.
derivation-reversal = An earlier line is taken back whole: { $amount }.
derivation-everything = Everything that stood charged for the cycle comes back: { $amount }.
derivation-free = Nothing is charged for these days.
derivation-capped = { $days } of { $of } days × { $formula } = { $exact }, but not more than { $most }: { $amount }.
derivation-entered = Entered as a correction: { $reason }.
rounding-r1 = The amount of a day for all licences is rounded to the smallest unit of the currency, then multiplied by the days.
rounding-r2 = The unit price of a day is rounded to one digit more than the currency has, then the line to the currency's digits.
rounding-r3 = Everything is computed exactly, and the line is rounded half up to the currency's digits.
rounding-r4 = The unit price for the days is computed exactly and rounded half up, then multiplied by the licences.
rounding-n1 = The unit price for the days is cut after the currency's digits, then multiplied by the licences.
rounding-n2 = Everything is computed exactly, and the line is cut after the currency's digits.
explain-line = { $kind } for { $first } to { $last }: { $amount }.
explain-rule = Rule { $rule }: { $title }.
explain-event = It follows from event { $seq } of { $at }: { $text }
explain-invoice = It stands on invoice { $number } of { $date }.
explain-waits = It waits for the invoice of { $date }.
term-end-renews = Renews on { $on } with { $seats } licences for { $price }.
term-end-renews-free = Renews on { $on } with { $seats } licences; nothing is charged on that day.
term-end-ends = Ends on { $on }.

## Fields of our own addresses
takes-partner = the domain or the id of a partner of this installation

## Faults of the request
fault-unauthenticated = The request carries no access token, or one that is not valid. Get a token from the token endpoint and send it as “Authorization: Bearer …”.
fault-token-expired = The access token has expired. Get a new one from the token endpoint.
fault-wrong-audience = The access token was made for another audience. Ask for one that is meant for this API.
fault-input = The request has fields that are missing or wrong; each is named with what it takes.
fault-customer-id = The customer of the address is not an id in the form of a GUID.
fault-no-resource = There is nothing at this address.
fault-method = This address does not take this method; it takes { $methods }.
fault-not-acceptable = The answer is JSON. Send “Accept: application/json”, or no Accept header.
fault-media-type = The body must be JSON. Send it with “Content-Type: application/json”.
fault-too-large = The body is larger than { $max } bytes. Send less at once.
fault-too-deep = The body is nested deeper than { $max } levels.
fault-headers-too-large = The headers are larger than { $max } bytes together.
fault-address-too-long = The address is longer than { $max } bytes.
fault-too-slow = The body did not come within { $seconds } seconds.
fault-broken-json = The body is not valid JSON: line { $line }, column { $column }.
fault-request-reused = This request id has already been used for another request. Use a new id for a new request.
fault-busy = Others are changing this customer at the same time. Try again with the same request id.
fault-real-clock = This system runs on the real clock, which cannot be moved.
fault-clock-target = The clock only goes forward, and not beyond the year 9999.
fault-purchase-token = The purchase token is missing, is not for this publisher, or is too old.
fault-internal = Something went wrong on our side; nothing was changed by this request. Try again with the same request id, and tell support the correlation id if it stays.
fault-too-many-tests = You may ask for two tests in a minute. Try again in { $seconds } seconds.
fault-no-webhook = There is no registration for webhooks. Make one first.
fault-webhook-exists = There is a registration for webhooks already. Change it with PUT, or delete it first.
fault-not-for-tests = The registration does not ask for “test-created”. Add it to the events first.
fault-app-only = An application by itself may not do this. Sign in as a person.
fault-no-entitlement = There is no such entitlement.
fault-no-product = There is no such product in this market.
fault-no-sku = The product has no such SKU in this market.
fault-no-availability = The SKU has no such availability in this market.
fault-use-products = This is the id of a product. Ask for it at the address of products.
fault-not-for-classic = This is not possible for classic subscriptions.
fault-line-numbers = The lines must be numbered 0, 1, 2 and so on.
fault-suspend-subscription = An order is not suspended; suspend its subscriptions.
fault-cancel-subscription = An order is not cancelled; cancel its subscriptions.

## Fields
field-missing = { $field } is missing; it takes { $takes }.
field-kind = { $field } is of the wrong kind; it takes { $takes }.
field-value = { $field } is outside what it takes: { $takes }.
field-body = The body
takes-number = a whole number from { $min } to { $max }
takes-text = text of { $min } to { $max } characters
takes-flag = true or false
takes-guid = an id in the form of a GUID
takes-instant = a date and time in ISO 8601, in UTC unless it names an offset
takes-day = a date in ISO 8601
takes-one-of = one of { $words }
takes-object = an object
takes-list = a list of { $min } to { $max } items
takes-plan-or-quantity = one of planId and quantity, not both
takes-email = an e-mail address
takes-domain = a domain name
takes-country = a country code of two letters
takes-culture = a culture such as en-US
takes-language = a language code such as en
takes-one-day = one of targetDate and migrateOnRenewal
takes-offer = an offer id or a catalogue item id
takes-principal-name = a sign-in name in the form name@domain
takes-duration = a duration in ISO 8601, such as P1M or PT2H
takes-clock = exactly one of advanceBy, advanceTo and toNextEvent
takes-change = a change with a "command" and the fields of that command
takes-filter = a filter with Field, Value and Operator
takes-row-filter = a filter of fields with eq or ne and a value in single quotes, joined by and, or and parentheses
takes-none = nothing
takes-amount = an amount above zero with no more decimals than the currency has
takes-payment-reference = a reference that no other payment has
takes-own-invoice = an invoice of your own in the payment's currency
takes-webhook-url = an address that begins with https:// and does not lead into the network of this installation
takes-audit-span = a date of the last 90 days, as 2021-06-15 or 06/15/2021 13:00:00, and an end after the beginning

estimate-title-current = Charges of the current period
estimate-title-previous = Charges of the period before
estimate-description = Purchases, renewals, changes and credits that no invoice has yet.

# Signing in.
fault-token-revoked = The token was revoked; sign in again.
signin-title = Sign in
signin-lead = { $application } asks you to sign in.
signin-lead-owner = { $application } of { $owner } asks you to sign in.
signin-name = User name
signin-password = Password
signin-submit = Sign in
signin-cancel = Cancel
signin-incomplete = Enter your user name and your password.
signin-wrong = The user name or the password is wrong.
signin-wait = Too many attempts failed. Try again in { $minutes } minutes.
signin-done-title = You are signed in
signin-done-lead = Go on to the application that sent you here.
signin-done-submit = Continue
signin-trouble-title = You cannot sign in here
signin-trouble-request = The address that brought you here is faulty. Go back to the application and try again.
signin-trouble-application = The application that sent you here is not known. Ask whoever runs it.
signin-trouble-address = The application that sent you here named an address to return to that is not registered for it. Ask whoever runs it.

# Identities and sessions.
fault-identity-unknown = There is no such identity in your organisation.
fault-identity-taken = Your organisation has an identity of this kind and name; choose another name.
fault-identity-configured = This identity is in the configuration file and is changed there; here it can only be disabled and enabled.
fault-identity-own = This is you: somebody else must disable, remove or weaken this identity.
fault-secret-unknown = There is no such secret.
fault-secrets-many = There are as many secrets as there can be; remove one first.
fault-public-secret = A public application keeps no secret.
fault-session-unknown = There is no such session in your organisation.
takes-identity-name = 1 to 256 characters without spaces
takes-identity-kind = application or agent at a partner, customerAdmin at a customer
takes-identity-roles = roles of partners for a partner's identities, roles of customers for a customer's
takes-redirect-uris = at most 20 addresses with https, or with http on the reader's own machine, for applications only
takes-future-instant = a date and time that is not over
takes-public-application = true for applications only
takes-description = at most 256 characters
takes-password = 12 to 256 characters, for people only; secrets of applications are made here

## The sample landing page of a publisher
sample-title = Kestrel Software: finish your set-up
sample-intro = This is the page of a publisher that is made up. It does what a publisher's page does when somebody follows the set-up link of a purchase.
sample-plan = Plan
sample-quantity = Licences
sample-customer = Customer
sample-subscription = Subscription
sample-open = The set-up is open. Nothing is charged until it is finished.
sample-activate = Finish the set-up
sample-done = The set-up is finished. The subscription is in use.
sample-over = This subscription is over.
sample-invalid = This link is not valid any more. Open the set-up link of the subscription again.
