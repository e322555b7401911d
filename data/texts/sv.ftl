# Svenska. Samma nycklar som i en.ftl.

## Reasons: who may
reason-role-missing = Din roll tillåter inte detta.
reason-not-the-operator = Bara partnern som driver den här installationen får göra detta.
reason-other-company = Du administrerar ett annat företag, och administratörer handlar bara för sitt eget företag.
reason-no-relationship = Din organisation har ingen återförsäljarrelation med den här kunden.
reason-delegation-missing = Kunden har inte gett din organisation delegerad administratörsbehörighet för den här tjänsten.
    .facts = Det gäller { $service }.
reason-cloud-differs = Erbjudandet, kunden och partnern hör till olika moln, och de blandas aldrig.
reason-not-the-seller = Någon annan har sålt prenumerationen, och bara säljaren kan ändra den.
reason-region-differs = Partnern och kunden finns i olika marknadsregioner.
reason-agreement-missing = Ingen har ännu bekräftat att kunden har godkänt kundavtalet.
reason-upgrade-locks-admins = En plan hos företaget uppgraderas; tills det är klart kan dess administratörer inte ändra något.
    .facts = { $users_done } av { $users_total } användare har flyttat.
reason-bought-through-reseller = Prenumerationen köptes via en återförsäljare, så det är återförsäljaren som ändrar den.
    .facts = Återförsäljaren är { $seller }.

## Reasons: what is there
reason-customer-unknown = Kunden finns inte.
reason-domain-taken = En annan kund använder redan domänen.
    .facts = Domänen är { $value }.
reason-stale = Någon har ändrat detta efter att du läste det.
reason-subscription-unknown = Kunden har ingen sådan prenumeration.
reason-order-unknown = Kunden har ingen sådan beställning.
reason-cart-unknown = Kundvagnen finns inte eller har gått ut.
reason-upgrade-unknown = Uppgraderingen finns inte.
reason-user-unknown = Kunden har ingen sådan användare.
reason-quote-unknown = Offerten finns inte.
reason-quote-expired = Tiden då offerten kunde lösas in är över.
    .facts = Den gällde till { $until }.
reason-quote-stale = Något har ändrats sedan offerten gjordes, och den skulle inte längre ge samma belopp.
    .facts = Den sade { $quoted }, och nu skulle det bli { $now }.
reason-value-invalid = Ett värde ligger utanför vad fältet tar emot.
    .facts = Det var ”{ $value }”.
reason-not-a-sandbox = Kunder tas bara bort i en installation för att prova saker, där klockan är simulerad.
reason-directory-role-unknown = Katalogen har ingen sådan roll.
reason-directory-role-held = Användaren har redan rollen.
    .facts = Rollen är { $role }.
reason-directory-role-not-held = Användaren har inte rollen.
    .facts = Rollen är { $role }.
reason-directory-role-full = Så många användare som får ha rollen har den.
    .facts = { $role } tar { $max } användare.
reason-directory-role-last = Användaren är den sista med en roll som ingen skulle kunna ge igen.
    .facts = Rollen är { $role }.
reason-phone-missing = I det här landet måste en adress ange ett telefonnummer.
reason-support-partner-invalid = Partnern kan inte vara den som hjälper till med prenumerationen.
    .facts = Numret var { $value }.
reason-service-request-unknown = Det finns ingen sådan serviceförfrågan.
reason-service-request-closed = Serviceförfrågan är stängd; den måste öppnas igen innan den ändras.
reason-validation-code-unknown = En statlig kund behöver en valideringskod som installationen har gett ut.

## Reasons: availability of offers
reason-offer-unknown = Erbjudandet finns inte i katalogen.
reason-availability-unknown = Tillgängligheten gäller inte kundens marknad och segment.
reason-segment-differs = Erbjudandet är inte för kunder i det här segmentet.
reason-limit-reached = Kunden har redan så många prenumerationer på erbjudandet som en kund får ha.
    .facts = Gränsen är { $limit }.
reason-reactivate-instead = Kunden har en pausad prenumeration på produkten; den återaktiveras i stället för att köpas igen.
reason-not-sold-in-country = Erbjudandet säljs inte i kundens land.
    .facts = Landet är { $country }.
reason-publisher-not-in-country = Utgivaren levererar inte till kundens faktureringsland.
    .facts = Utgivaren är { $publisher }, landet { $country }.
reason-not-in-programme = Utgivaren håller erbjudandet utanför återförsäljarprogrammet.
reason-exclusive-to-others = Utgivaren säljer erbjudandet bara genom vissa andra partner.
reason-not-transactable = Erbjudanden av det här slaget, som containrar och virtuella datorer, kan inte köpas här.
reason-bought-elsewhere = Användningsbaserade erbjudanden av det här slaget köps på ett annat ställe.
reason-add-on-outside-base = Detta är ett tillägg, och tillägg köps från sin grundprenumeration.
reason-end-of-sale = Erbjudandet säljs inte längre.
    .facts = Försäljningen upphörde den { $ended }.
reason-classic-closed = Nya beställningar av klassiska erbjudanden tas inte längre emot.
reason-price-missing = Prislistan har inget pris för det här valet av period och fakturering.

## Reasons: orders
reason-cart-empty = Kundvagnen har inga rader.
reason-cart-too-long = Kundvagnen har fler rader än den får ha.
    .facts = Det högsta antalet är { $max }.
reason-cart-ordered = Kundvagnen är beställd och kan inte längre ändras.
reason-quantity-outside = Antalet licenser ligger utanför vad erbjudandet tillåter.
    .facts = Begärt: { $quantity }; möjligt: { $min } till { $max }.
reason-seat-cap-exceeded = Med de här licenserna skulle kunden ha mer av produkten än en kund får ha.
    .facts = Tillsammans får det vara { $cap }; { $remaining } återstår.
reason-term-not-offered = Erbjudandet säljs inte för den här perioden.
reason-billing-not-offered = Perioden kan inte faktureras på det här sättet.
reason-attestation-missing = Erbjudandet kräver ett intygande som inte har godkänts.
reason-reseller-unknown = Den indirekta återförsäljaren köper inte genom den här partnern.
reason-end-date-invalid = Prenumerationen kan inte sluta på det här datumet.
reason-base-missing = En plan med mätning kräver att kunden först har en annan plan.

## Reasons: migration to new commerce
reason-migration-unknown = Det finns ingen sådan migrering.
reason-migration-not-classic = Bara klassiska prenumerationer migreras till new commerce.
reason-migration-not-active = Prenumerationen är inte aktiv, och bara aktiva migreras.
reason-migration-trial = En utvärdering migreras inte.
reason-migration-pending = En uppgradering eller migrering av prenumerationen pågår redan.
reason-migration-partner = Den här partnern får inte migrera prenumerationen.
reason-migration-too-early = Prenumerationen är för nyligen köpt för att migreras.
    .facts = Den kan migreras från { $from }.
reason-migration-last-day = Perioden är nästan slut; till dess kan bara en hel ny period börja.
    .facts = Den sista dagen är { $ends_on }.
reason-migration-promotion = Prenumerationen har en kampanj eller köptes med en.
reason-migration-segment = Prenumerationer i kundens segment migreras inte än.
reason-migration-no-path = New commerce har ingen motsvarighet till erbjudandet för kunden.
reason-migration-several-paths = New commerce har flera motsvarigheter till erbjudandet, och inget säger vilken som menas.
    .facts = De är { $paths }.
reason-migration-term = Erbjudandet i new commerce har inte den här perioden eller det här faktureringssättet.
reason-migration-end-date = Den migrerade prenumerationen kan inte sluta på det här datumet.
reason-migration-end-of-full-term = En hel ny period slutar av sig själv; den kan inte också sluta på ett eget datum.
reason-migration-add-ons = Prenumerationen har tillägg och migreras inte med dem.
    .facts = De är { $add_ons }.
reason-migration-add-on-missing = Alla aktiva tillägg migreras med sin grund, och ett av dem är inte med.
    .facts = Det är { $add_on }.
reason-migration-add-on-twice = Samma prenumeration är med två gånger.
reason-migration-scheduled = Migreringen av prenumerationen är redan schemalagd.
reason-migration-schedule-over = Den schemalagda migreringen är över: den är genomförd eller återkallad.
reason-migration-day-past = Dagen för en schemalagd migrering måste ligga framåt i tiden.
    .facts = Den tidigaste dagen är { $earliest }.

## Reasons: add-ons
reason-base-not-active = Tilläggets grundprenumeration är inte aktiv.
reason-tier-may-not-buy-add-ons = Indirekta återförsäljare kan inte köpa tillägg; deras leverantör kan.
reason-add-on-does-not-fit = Tillägget passar inte till den här grundprenumerationen.

## Reasons: trials
reason-trial-used = Kunden har redan haft provversionen eller dess erbjudande.
reason-trial-is-fixed = Licenser, status och period för en provversion kan inte ändras.
reason-not-a-trial = Prenumerationen är ingen provversion.
reason-no-conversion = Provversionen kan inte övergå i det här erbjudandet.

## Reasons: subscriptions
reason-not-active = Prenumerationen är inte aktiv.
    .facts = Dess status är ”{ $status }”.
reason-deleted = Prenumerationen är borttagen och inget kan längre ändras.
reason-status-not-allowed = Prenumerationen kan inte gå från sin nuvarande status till den här.
    .facts = Dess status är ”{ $status }”.
reason-suspended-seats-fixed = Antalet licenser kan inte ändras medan prenumerationen är pausad.
reason-fewer-seats-at-renewal = Licenserna kan bara bli färre vid förnyelsen.
    .facts = Förnyelsen är den { $renews_on }.
reason-seat-window-closed = Tiden då licenserna kunde lämnas tillbaka är över, eller gällde för färre licenser.
    .facts = { $fewer } skulle bort; { $refundable } kan fortfarande lämnas tillbaka.
reason-cancel-window-closed = Tiden då prenumerationen kunde sägas upp är över.
    .facts = Den gick ut den { $closed_at }.
reason-suspend-instead = En klassisk prenumeration från den egna utgivaren pausas, den sägs inte upp.
reason-not-confirmed = En uppsägning måste bekräftas.
reason-reason-missing = En orsak måste anges.
reason-set-up-open = Konfigurationen på utgivarens webbplats är inte klar.
reason-too-many-updates = Prenumerationen har ändrats så många gånger som en prenumeration får ändras.
reason-operation-pending = En annan åtgärd arbetar med prenumerationen.
reason-publisher-operation-unknown = Prenumerationen har ingen sådan åtgärd.
reason-publisher-operation-ended = Åtgärden har redan avslutats på ett annat sätt.
reason-plan-of-other-product = Planen hör inte till den här produkten.
reason-publisher-only = Bara erbjudandets utgivare kan göra detta.
reason-not-for-publishers = En utgivare kan inte göra detta.
reason-change-not-supported = En prenumeration av det här slaget kan inte ändras på det sättet.

## Reasons: renewal
reason-no-auto-renew-switch = En prenumeration av det här slaget har inget val för automatisk förnyelse.
reason-auto-renew-off = Automatisk förnyelse är av, och en ändring kan bara schemaläggas medan den är på.
reason-not-renewable = Erbjudandet förnyas inte.
reason-no-scheduled-path = Förnyelsen kan inte flytta prenumerationen till det här erbjudandet.
reason-downgrade-not-possible = Förnyelsen kan inte flytta prenumerationen till ett lägre erbjudande.
reason-nothing-scheduled = Ingen ändring är schemalagd till förnyelsen.
reason-term-not-longer = Under en period kan den bara ersättas av en längre.
reason-billing-change-not-possible = Faktureringen kan inte ändras så under perioden.
reason-frequency-is-the-orders = Faktureringsfrekvensen hör till hela beställningen, inte till en enskild prenumeration.
reason-order-not-uniform = En prenumeration i beställningen kan inte vara med i ändringen.

## Reasons: upgrades
reason-no-upgrade-path = Ingen uppgradering leder från prenumerationen till den planen.
reason-target-owned = Kunden har redan en prenumeration på den planen, kanske från en annan partner eller köpt på annat håll.
reason-services-owned = Kunden har redan de tjänster som uppgraderingen skulle ge, kanske från en annan partner eller köpta på annat håll.
    .facts = Det är { $services }.
reason-all-licences-move = En uppgradering av en klassisk prenumeration flyttar alla licenser; ingen kan bli kvar.
reason-licence-conflict = Fler användare har licenser än vad som köpts.
    .facts = Användare: { $users }; licenser: { $seats }.
reason-not-set-up = Prenumerationen är inte helt konfigurerad än.
reason-service-incident = En av prenumerationens tjänster har en störning.
    .facts = Det gäller { $services }.
reason-upgrade-running = En annan plan uppgraderas redan.
reason-credit-check-pending = En kreditkontroll pågår.
reason-not-eligible = Prenumerationen kan inte uppgraderas för närvarande.
reason-several-subscriptions = Kunden har två eller flera prenumerationer på samma produkt.
reason-prepaid-plan = Planen är betald i förskott, till exempel med en produktnyckel.
    .facts = Den är betald till { $paid_until }.
reason-government-or-nonprofit = Planer för myndigheter och ideella organisationer uppgraderas inte automatiskt.
reason-service-busy = Tjänsten är upptagen med att uppdatera många prenumerationer.
reason-data-would-be-lost = Den andra planen saknar en tjänst där den nuvarande planens användare har data.
    .facts = De skulle förlora: { $data }.
reason-has-add-on = Prenumerationen har ett tillägg.
reason-unpaid-balance = Det finns ett obetalt belopp.
    .facts = Det är { $amounts }.
reason-too-many-assigned = Fler användare har licenser än den automatiska uppgraderingen flyttar.
    .facts = { $users } har en; den automatiska uppgraderingen flyttar färre än { $limit }.
reason-seats-not-possible = Det antalet licenser är inte möjligt för uppgraderingen.
reason-target-not-active = Prenumerationen att flytta till är inte aktiv.
reason-target-is-source = Uppgraderingens källa och mål är samma prenumeration.
reason-target-ends-first = Prenumerationen att flytta till slutar före den nuvarande.
    .facts = Den slutar den { $ends }, den nuvarande den { $source_ends }.
reason-target-in-window = Prenumerationen att flytta till kan fortfarande sägas upp, och till dess flyttas inget dit.
    .facts = Det är till { $window_ends }.
reason-target-term-shorter = Prenumerationen att flytta till har kortare period än den nuvarande.
reason-target-offer-differs = Prenumerationen att flytta till gäller ett annat erbjudande.

## Reasons: charges
reason-charge-unknown = Debiteringen finns inte.
reason-correction-too-large = Mer skulle krediteras än vad som är debiterat.
    .facts = Högst { $most } kan krediteras; { $asked } begärdes.
reason-promotion-seats = Kampanjen gäller inte för så många licenser.
    .facts = Med kampanjen kan det vara { $max }.

## Reasons: users and licences
reason-principal-name-taken = En annan användare har redan det inloggningsnamnet.
    .facts = Namnet är { $value }.
reason-user-deleted = Användaren är borttagen.
reason-restore-too-late = Tiden då användaren kunde återställas är över.
    .facts = Den gick ut den { $until }.
reason-plan-not-owned = Kunden har ingen prenumeration med den här planen.
reason-no-seat-free = Det finns inga licenser kvar.
    .facts = { $assigned } av { $seats } är utdelade.
reason-usage-location-missing = Användaren har ingen användningsplats, och utan den kan ingen licens ges.
reason-service-held = Användaren har redan en av tjänsterna från en annan plan.
reason-licence-not-held = Användaren har inte den här licensen.
reason-service-unknown = Planen har ingen sådan tjänst.
reason-licence-of-other-seller = Licenserna hör till en annan säljares prenumeration.
reason-not-assignable = Den här planens licenser ges inte till användare.
reason-seats-in-use = Användare har de här licenserna.
    .facts = { $free } är lediga.

## Why a promotion is not to be had
promotion-invalid-catalog-item-id = Katalogen har ingen sådan post.
promotion-invalid-promotion = Det finns ingen sådan kampanj för den här posten, kunden och dagen.
promotion-no-promotions-available = Det finns ingen kampanj för posten just nu.
promotion-offer-purchased-previously = Kampanjen gäller ett första köp, och kunden har haft erbjudandet tidigare.
promotion-prerequisite-product-ownership = Kampanjen kräver en annan produkt, som kunden inte har.
promotion-redemption-limit = Kunden har kampanjen på så många prenumerationer som är tillåtet.
promotion-seat-count = Kampanjen gäller inte så många licenser, eller inte så få.
promotion-term = Kampanjen gäller en annan period eller ett annat faktureringssätt.

## When a reason clears by itself
clears-at = Detta löser sig av sig självt den { $at }.

## Remedies
remedy-ask-role = Be någon med en av de här rollerna: { $roles }.
remedy-request-delegation = Begär delegerad administratörsbehörighet; en global administratör hos kunden godkänner inbjudan.
remedy-request-relationship = Skicka först en inbjudan till en återförsäljarrelation till kunden.
remedy-confirm-agreement = Bekräfta att kunden har godkänt kundavtalet.
remedy-ask-seller = Be partnern som sålde prenumerationen.
remedy-ask-operator = Be den som driver den här installationen.
remedy-cancel-where-bought = Låt säga upp den andra prenumerationen där den köptes; det kan vara hos en annan partner eller i en annan kanal.
remedy-cancel-subscription = Säg upp eller pausa först prenumerationen { $subscription }.
remedy-reactivate = Återaktivera prenumerationen { $subscription }.
remedy-choose-offer = Välj ett annat erbjudande: { $offers }.
remedy-choose-quantity = Välj ett antal licenser från { $min } till { $max }.
remedy-choose-term = Välj en av de här perioderna: { $terms }.
remedy-choose-billing = Välj ett av de här sätten att fakturera: { $plans }.
remedy-choose-date = Välj ett av de här datumen: { $dates }.
remedy-choose-value = Skicka ett annat värde; fältet tar { $expected }.
remedy-accept-attestation = Godkänn intygandet och upprepa beställningen.
remedy-buy-from-base = Köp tillägget från dess grundprenumeration: { $subscriptions }.
remedy-buy-first = Köp först ett av de här erbjudandena: { $offers }.
remedy-buy-elsewhere = Köp det här: { $place }.
remedy-ask-publisher = Fråga utgivaren, { $publisher }.
remedy-wait = Vänta och försök igen.
remedy-schedule-for-renewal = Schemalägg ändringen till förnyelsen den { $renews_on }.
remedy-switch-auto-renew-off = Slå av automatisk förnyelse, så slutar prenumerationen med sin period.
remedy-switch-auto-renew-on = Slå på automatisk förnyelse.
remedy-suspend = Pausa prenumerationen i stället.
remedy-finish-set-up = Slutför konfigurationen på utgivarens webbplats (med prenumerationens aktiveringslänk): { $link }
remedy-resolve-licence-conflict = Ta licenser från användare eller köp fler, { $users_too_many } sammanlagt.
remedy-buy-seats = Köp fler licenser: minst { $seats }.
remedy-remove-add-ons = Ta först bort tilläggen: { $subscriptions }.
remedy-pay = Betala det obetalda beloppet med ”Betala nu”: { $amounts }.
remedy-see-service-health = Se tjänststatus och försök igen när tjänsten fungerar.
remedy-change-by-hand = Byt för hand: köp den nya planen, flytta användarna, säg upp den gamla planen.
remedy-back-up-data = Säkerhetskopiera användarnas data innan du byter för hand.
remedy-contact-support = Fråga supporten.
remedy-confirm = Bekräfta att det är meningen.
remedy-give-reason = Ange en orsak.
remedy-set-usage-location = Ge användaren en användningsplats.
remedy-remove-licence = Ta först den andra licensen från användaren.
remedy-convert-trial = Omvandla provversionen.
remedy-change-order = Ändra faktureringsfrekvensen för hela beställningen.
remedy-read-again = Läs på nytt och upprepa ändringen på det som finns nu.
remedy-quote-again = Begär en ny offert och lös in den.
remedy-try-again = Försök igen från och med { $at }.

## Who can apply a remedy
who-caller = Du
who-partner = Partnern
who-customer = En administratör hos kunden
who-other-seller = Den andra säljaren
who-publisher = Utgivaren
who-support = Supporten
who-time = Tiden

## Roles
role-global-admin = global administratör
role-user-management-admin = administratör för användare
role-admin-agent = administratörsagent
role-sales-agent = säljagent
role-helpdesk-agent = supportagent
role-billing-admin = faktureringsadministratör
role-customer-global-admin = global administratör hos kunden
role-customer-billing-admin = faktureringsadministratör hos kunden
role-customer-licence-admin = licensadministratör hos kunden
role-customer-user-admin = användaradministratör hos kunden
role-publisher = program hos en utgivare

## Notices
notice-prepaid-rest = Av det förbetalda abonnemanget räknas { $credited } av mot det nya. Går förlorat, eftersom det nya kostar mindre: { $lost }.
notice-refund-on-invoice = { $amount } kommer tillbaka som kredit på fakturan den { $invoice_on }.
notice-refund-to-card = { $amount } kommer tillbaka till kortet som användes, inom { $days } dagar.
notice-schedule-lost = Ändringen som var schemalagd till förnyelsen har gått förlorad, eftersom prenumerationen ändrades. Den kan schemaläggas igen.
notice-fewer-licences-than-users = Bara { $seats } av de { $users } användare som måste flytta får en licens.
notice-licence-conflict = Användare utöver licenserna: { $users_too_many }. Ta tillbaka licenser eller köp fler senast { $until }.
notice-service-choices-reset = Tjänster som är avstängda för användare slås på igen. Valen finns i en lista, så att de kan göras om.
notice-reassign-by-hand = Licenser flyttar inte av sig själva här; ge dem till användarna för hand.
notice-credit-check = Först görs en kreditkontroll, som är klar senast { $until }. Till dess behåller användarna det de har.
notice-access-lost = Användarna förlorar åtkomsten genast, och den kan inte återställas.
notice-cancels-at-renewal = Prenumerationen sägs upp vid förnyelsen; dess sista dag är { $last_day }.
notice-deleted-unless-reactivated = Data tas bort den { $at } om prenumerationen inte återaktiveras.

## Findings of an upgrade
finding-service-switched-on = Tjänsten var avstängd för användaren och är på igen. Stäng av den igen om det fortfarande gäller.
finding-no-seat-left = Det fanns ingen licens kvar till användaren. Köp en till och ge den till användaren.
finding-no-usage-location = Användaren har ingen användningsplats. Ange den och ge sedan licensen.
finding-service-held-elsewhere = Användaren har redan tjänsten från en annan prenumeration. Ta bort en av de två licenserna.
finding-assign-by-hand = Ge användaren den nya licensen för hand.

## Stages of an upgrade
stage-credit-check = En kreditkontroll pågår; användarna behåller så länge det de har.
stage-provisioning = Den nya prenumerationen ställs i ordning.
stage-moving = Användarna flyttas: { $done } av { $total } är klara.
stage-closing = Alla har flyttats; den gamla prenumerationen avslutas.
stage-completed = Uppgraderingen är klar.
stage-completed-with-work = Uppgraderingen är klar; { $work } saker återstår att göra för hand.
stage-failed = Uppgraderingen avbröts; prenumerationen är som den var.

## Upgrading by hand
own-by-hand-some-users = För att flytta bara några användare, köp först den nya planen och flytta dem sedan; finns planen redan räcker det att flytta dem.
own-by-hand-fewer-services = En plan med färre tjänster kan bara nås för hand. Användarna förlorar data i de tjänster som den saknar, så säkerhetskopiera dem först.

## Events
event-customer-created = Kontot öppnades.
event-billing-profile-changed = Faktureringsprofilen ändrades.
event-relationship-changed = Relationen med en partner ändrades.
event-balance-overdue = Ett belopp förföll.
event-balance-paid = Ett förfallet belopp betalades.
event-service-health-changed = En tjänsts tillstånd ändrades.
event-service-busy = Det rapporterades om tjänsten är upptagen.
event-cart-saved = En kundvagn sparades.
event-cart-expired = En kundvagn gick ut.
event-cart-ordered = En kundvagn beställdes.
event-order-placed = En beställning gjordes.
event-order-line-added = Ett tillägg lades till i en beställning.
event-subscription-started = En prenumeration började.
event-set-up-completed = Konfigurationen på utgivarens webbplats slutfördes.
event-plan-changed = Prenumerationens plan ändrades.
event-operation-started = Utgivaren underrättades om en ändring.
event-operation-ended = Utgivarens åtgärd avslutades.
event-change-rolled-back = Utgivaren motsatte sig ändringen och den togs tillbaka.
event-provisioning-changed = Det rapporterades om tjänsterna är klara att använda.
event-renamed = Namnet ändrades.
event-reseller-changed = Den indirekta återförsäljaren ändrades.
event-seats-added = Licenser lades till.
event-seats-removed = Licenser lämnades tillbaka.
event-cycle-started = En faktureringsperiod började.
event-suspended = Prenumerationen pausades.
event-reactivated = Prenumerationen återaktiverades.
event-auto-renew-changed = Automatisk förnyelse ändrades.
event-change-scheduled = En ändring schemalades till förnyelsen.
event-schedule-removed = Den schemalagda ändringen togs tillbaka.
event-schedule-dropped = Den schemalagda ändringen föll bort genom en annan ändring.
event-billing-plan-saved = Faktureringen från nästa debitering sparades eller togs tillbaka.
event-term-replaced = Perioden byttes ut.
event-cancellation-scheduled = Uppsägning vid förnyelsen schemalades eller togs tillbaka.
event-cancelled = Prenumerationen avslutades.
event-renewed = Prenumerationen förnyades.
event-trial-converted = Provversionen blev en betald prenumeration.
event-expired = Perioden tog slut utan förnyelse.
event-disabled = Användarna stängdes ute; data finns kvar tills vidare.
event-deleted = Prenumerationen togs bort.
event-upgrade-started = En uppgradering började.
event-credit-check-passed = Kreditkontrollen godkändes.
event-upgrade-provisioned = Den nya prenumerationen är klar och användarna börjar flyttas.
event-users-moved = En grupp användare flyttades.
event-move-finished = Alla har flyttats.
event-source-closed = Den gamla prenumerationen avslutades av sin uppgradering.
event-seats-transferred = Licenser gick till en annan prenumeration.
event-offer-changed = Prenumerationen bytte erbjudande.
event-upgrade-completed = Uppgraderingen slutfördes.
event-upgrade-failed = Uppgraderingen avbröts.
event-migration-started = En migrering till new commerce började.
event-migration-completed = En migrering till new commerce blev klar.
event-migration-scheduled = En migrering till new commerce schemalades.
event-migration-schedule-ended = En schemalagd migrering genomfördes, återkallades eller kunde inte genomföras.
event-user-created = En användare skapades.
event-user-changed = En användare ändrades.
event-user-deleted = En användare togs bort.
event-user-restored = En användare återställdes.
event-licences-changed = En användares licenser ändrades.

## Bills
derivation-cycle = { $formula } = { $exact }, avrundat enligt { $rounding } under policy { $policy } till { $amount }.
derivation-days = { $days } av { $of } dagar × { $formula } = { $exact }, avrundat enligt { $rounding } under policy { $policy } till { $amount }.
derivation-months = { $months } av { $of } månader × { $formula } = { $exact }, avrundat enligt { $rounding } under policy { $policy } till { $amount }.
derivation-months-cut = ({ $months } månader + { $days } av { $of } dagar) av { $months_of } månader × { $formula } = { $exact }, avrundat enligt { $rounding } under policy { $policy } till { $amount }.
derivation-months-and-days = { $days } av { $of } dagar × { $months } av { $months_of } månader × { $formula } = { $exact }, avrundat enligt { $rounding } under policy { $policy } till { $amount }.
derivation-reversal = En tidigare rad tas tillbaka i sin helhet: { $amount }.
derivation-everything = Allt som debiterats för perioden kommer tillbaka: { $amount }.
derivation-free = För dessa dagar debiteras ingenting.
derivation-capped = { $days } av { $of } dagar × { $formula } = { $exact }, men inte mer än { $most }: { $amount }.
derivation-entered = Inlagt som rättelse: { $reason }.
rounding-r1 = En dags belopp för alla licenser avrundas till valutans minsta enhet och multipliceras sedan med dagarna.
rounding-r2 = En dags styckpris avrundas till en siffra mer än valutan har, sedan raden till valutans siffror.
rounding-r3 = Allt räknas exakt, och raden avrundas till närmaste värde med valutans siffror.
rounding-r4 = Styckpriset för dagarna räknas exakt och avrundas till närmaste värde, sedan multipliceras det med licenserna.
rounding-n1 = Styckpriset för dagarna kapas efter valutans siffror och multipliceras sedan med licenserna.
rounding-n2 = Allt räknas exakt, och raden kapas efter valutans siffror.
explain-line = { $kind } för { $first } till och med { $last }: { $amount }.
explain-rule = Regel { $rule }: { $title }.
explain-event = Följer av händelse { $seq } den { $at }: { $text }
explain-invoice = Står på faktura { $number } av den { $date }.
explain-waits = Väntar på fakturan av den { $date }.
term-end-renews = Förnyas den { $on } med { $seats } licenser för { $price }.
term-end-renews-free = Förnyas den { $on } med { $seats } licenser; den dagen debiteras ingenting.
term-end-ends = Upphör den { $on }.

## Fields of our own addresses
takes-partner = domänen eller id:t för en partner i den här installationen

## Faults of the request
fault-unauthenticated = Begäran har ingen åtkomsttoken eller en ogiltig. Hämta en från tokenslutpunkten och skicka den som ”Authorization: Bearer …”.
fault-token-expired = Åtkomsttoken har gått ut. Hämta en ny från tokenslutpunkten.
fault-wrong-audience = Åtkomsttoken är utfärdad för en annan mottagare. Begär en som är avsedd för det här API:et.
fault-input = Begäran har fält som saknas eller är fel; varje fält nämns med vad det tar emot.
fault-customer-id = Kunden i adressen är inget id i form av ett GUID.
fault-no-resource = Det finns inget på den här adressen.
fault-method = Adressen tar inte emot den metoden; den tar { $methods }.
fault-not-acceptable = Svaret är JSON. Skicka ”Accept: application/json” eller inget Accept-huvud.
fault-media-type = Innehållet måste vara JSON. Skicka det med ”Content-Type: application/json”.
fault-too-large = Innehållet är större än { $max } byte. Skicka mindre på en gång.
fault-too-deep = Innehållet är djupare nästlat än { $max } nivåer.
fault-headers-too-large = Huvudena är tillsammans större än { $max } byte.
fault-address-too-long = Adressen är längre än { $max } byte.
fault-too-slow = Innehållet kom inte inom { $seconds } sekunder.
fault-broken-json = Innehållet är inte giltig JSON: rad { $line }, kolumn { $column }.
fault-request-reused = Begärans id har redan använts för en annan begäran. Använd ett nytt id för en ny begäran.
fault-busy = Andra ändrar den här kunden samtidigt. Försök igen med samma id för begäran.
fault-real-clock = Systemet går efter den verkliga klockan, och den kan inte flyttas.
fault-clock-target = Klockan går bara framåt, och inte längre än till år 9999.
fault-purchase-token = Köptoken saknas, är inte till den här utgivaren eller är för gammal.
fault-internal = Något gick fel hos oss; begäran har inte ändrat något. Försök igen med samma id för begäran, och ge supporten korrelations-id:t om felet kvarstår.
fault-too-many-tests = Du får begära två test i minuten. Försök igen om { $seconds } sekunder.
fault-no-webhook = Det finns ingen registrering för webhooks. Skapa en först.
fault-webhook-exists = Det finns redan en registrering för webhooks. Ändra den med PUT eller ta bort den först.
fault-not-for-tests = Registreringen begär inte ”test-created”. Lägg först till det bland händelserna.
fault-app-only = Ett program får inte göra detta på egen hand. Logga in som person.
fault-no-entitlement = Det finns ingen sådan rättighet.
fault-no-product = Produkten finns inte på den här marknaden.
fault-no-sku = Produkten har ingen sådan SKU på den här marknaden.
fault-no-availability = SKU:n har ingen sådan tillgänglighet på den här marknaden.
fault-use-products = Detta är id för en produkt. Fråga efter den på produkternas adress.
fault-not-for-classic = Detta är inte möjligt för klassiska prenumerationer.
fault-line-numbers = Raderna måste numreras 0, 1, 2 och så vidare.
fault-suspend-subscription = En beställning pausas inte; pausa dess prenumerationer.
fault-cancel-subscription = En beställning sägs inte upp; säg upp dess prenumerationer.

## Fields
field-missing = { $field } saknas; fältet tar { $takes }.
field-kind = { $field } är av fel slag; fältet tar { $takes }.
field-value = { $field } ligger utanför vad fältet tar: { $takes }.
field-body = Innehållet
takes-number = ett heltal från { $min } till { $max }
takes-text = text på { $min } till { $max } tecken
takes-flag = true eller false
takes-guid = ett id i form av en GUID
takes-instant = datum och tid enligt ISO 8601, i UTC om ingen avvikelse anges
takes-day = ett datum enligt ISO 8601
takes-one-of = ett av { $words }
takes-object = ett objekt
takes-list = en lista med { $min } till { $max } poster
takes-plan-or-quantity = planId eller quantity, inte båda
takes-email = en e-postadress
takes-domain = ett domännamn
takes-country = en landskod på två bokstäver
takes-culture = en kultur som sv-SE
takes-language = en språkkod som sv
takes-one-day = ett av targetDate och migrateOnRenewal
takes-offer = ett erbjudande-id eller ett katalogpost-id
takes-principal-name = ett inloggningsnamn i formen namn@domän
takes-duration = en varaktighet enligt ISO 8601, som P1M eller PT2H
takes-clock = exakt ett av advanceBy, advanceTo och toNextEvent
takes-change = en ändring med ett "command" och dess fält
takes-filter = ett filter med Field, Value och Operator
takes-row-filter = ett filter av fält med eq eller ne och ett värde inom enkla citattecken, förenade med and, or och parenteser
takes-none = inget
takes-amount = ett belopp över noll med högst så många decimaler som valutan har
takes-payment-reference = en referens som ingen annan betalning har
takes-own-invoice = en egen faktura i betalningens valuta
takes-webhook-url = en adress som börjar med https:// och inte leder in i den här installationens nätverk
takes-audit-span = ett datum inom de senaste 90 dagarna, till exempel 2021-06-15 eller 06/15/2021 13:00:00, och ett slut efter början

estimate-title-current = Avgifter för den pågående perioden
estimate-title-previous = Avgifter för föregående period
estimate-description = Köp, förnyelser, ändringar och krediteringar som ännu inte finns på någon faktura.

# Inloggning.
fault-token-revoked = Token har återkallats; logga in igen.
signin-title = Logga in
signin-lead = { $application } ber dig att logga in.
signin-lead-owner = { $application } från { $owner } ber dig att logga in.
signin-name = Användarnamn
signin-password = Lösenord
signin-submit = Logga in
signin-cancel = Avbryt
signin-incomplete = Ange ditt användarnamn och ditt lösenord.
signin-wrong = Användarnamnet eller lösenordet är fel.
signin-wait = För många försök har misslyckats. Försök igen om { $minutes } minuter.
signin-done-title = Du är inloggad
signin-done-lead = Gå vidare till programmet som skickade dig hit.
signin-done-submit = Fortsätt
signin-trouble-title = Du kan inte logga in här
signin-trouble-request = Adressen som förde dig hit är felaktig. Gå tillbaka till programmet och försök igen.
signin-trouble-application = Programmet som skickade dig hit är inte känt. Fråga den som driver det.
signin-trouble-address = Programmet som skickade dig hit angav en återgångsadress som inte är registrerad för det. Fråga den som driver det.

# Identiteter och sessioner.
fault-identity-unknown = Det finns ingen sådan identitet i din organisation.
fault-identity-taken = Din organisation har redan en identitet av detta slag och namn; välj ett annat namn.
fault-identity-configured = Denna identitet står i konfigurationsfilen och ändras där; här kan den bara inaktiveras och aktiveras.
fault-identity-own = Detta är du själv: någon annan måste inaktivera, ta bort eller begränsa denna identitet.
fault-secret-unknown = Det finns ingen sådan hemlighet.
fault-secrets-many = Det finns redan så många hemligheter som det kan finnas; ta bort en först.
fault-public-secret = Ett offentligt program har ingen hemlighet.
fault-session-unknown = Det finns ingen sådan session i din organisation.
takes-identity-name = 1 till 256 tecken utan mellanslag
takes-identity-kind = application eller agent hos en partner, customerAdmin hos en kund
takes-identity-roles = partnerroller för en partners identiteter, kundroller för en kunds
takes-redirect-uris = högst 20 adresser med https, eller med http på läsarens egen maskin, endast för program
takes-future-instant = ett datum och en tid som inte har passerat
takes-public-application = true, endast för program
takes-description = högst 256 tecken
takes-password = 12 till 256 tecken, endast för personer; programs hemligheter skapas här

## The sample landing page of a publisher
sample-title = Kestrel Software: slutför konfigurationen
sample-intro = Det här är sidan hos en påhittad utgivare. Den gör det som en utgivares sida gör när någon följer konfigurationslänken från ett köp.
sample-plan = Plan
sample-quantity = Licenser
sample-customer = Kund
sample-subscription = Prenumeration
sample-open = Konfigurationen är inte klar. Ingenting debiteras förrän den är det.
sample-activate = Slutför konfigurationen
sample-done = Konfigurationen är klar. Prenumerationen används.
sample-over = Den här prenumerationen är avslutad.
sample-invalid = Länken gäller inte längre. Öppna prenumerationens konfigurationslänk igen.
