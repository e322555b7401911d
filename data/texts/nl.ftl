# Nederlands. Dezelfde sleutels als en.ftl.

## Reasons: who may
reason-role-missing = Uw rol staat dit niet toe.
reason-not-the-operator = Alleen de partner die deze installatie beheert, mag dit doen.
reason-other-company = U beheert een ander bedrijf, en beheerders handelen alleen voor hun eigen bedrijf.
reason-no-relationship = Uw organisatie heeft geen resellerrelatie met deze klant.
reason-delegation-missing = De klant heeft uw organisatie geen gedelegeerde beheerdersrechten voor deze dienst gegeven.
    .facts = Het gaat om { $service }.
reason-cloud-differs = De aanbieding, de klant en de partner horen bij verschillende clouds, en die worden nooit gemengd.
reason-not-the-seller = Iemand anders heeft dit abonnement verkocht, en alleen de verkoper kan het wijzigen.
reason-region-differs = Partner en klant zitten in verschillende marktregio's.
reason-agreement-missing = Nog niemand heeft bevestigd dat de klant de klantovereenkomst heeft aanvaard.
reason-upgrade-locks-admins = Er wordt een abonnement van dit bedrijf geüpgraded; tot dat klaar is kunnen de beheerders niets wijzigen.
    .facts = { $users_done } van { $users_total } gebruikers zijn over.
reason-bought-through-reseller = Dit abonnement is via een reseller gekocht, dus de reseller wijzigt het.
    .facts = De reseller is { $seller }.

## Reasons: what is there
reason-customer-unknown = Deze klant bestaat niet.
reason-domain-taken = Een andere klant gebruikt dit domein al.
    .facts = Het domein is { $value }.
reason-stale = Iemand heeft dit gewijzigd nadat u het had gelezen.
reason-subscription-unknown = Deze klant heeft zo'n abonnement niet.
reason-order-unknown = Deze klant heeft zo'n bestelling niet.
reason-cart-unknown = Deze winkelwagen bestaat niet of is verlopen.
reason-upgrade-unknown = Deze upgrade bestaat niet.
reason-user-unknown = Deze klant heeft zo'n gebruiker niet.
reason-quote-unknown = Deze offerte bestaat niet.
reason-quote-expired = De tijd waarin deze offerte kon worden verzilverd, is voorbij.
    .facts = Zij gold tot { $until }.
reason-quote-stale = Er is iets gewijzigd sinds deze offerte is gemaakt; zij zou niet meer dezelfde bedragen opleveren.
    .facts = De offerte luidde { $quoted }, nu zou het { $now } zijn.
reason-value-invalid = Een waarde valt buiten wat het veld toelaat.
    .facts = Het was “{ $value }”.
reason-not-a-sandbox = Klanten worden alleen verwijderd in een installatie om iets uit te proberen, met een gesimuleerde klok.
reason-directory-role-unknown = De directory kent zo'n rol niet.
reason-directory-role-held = De gebruiker heeft deze rol al.
    .facts = De rol is { $role }.
reason-directory-role-not-held = De gebruiker heeft deze rol niet.
    .facts = De rol is { $role }.
reason-directory-role-full = Zoveel gebruikers als deze rol mogen hebben, hebben haar.
    .facts = { $role } is voor { $max } gebruikers.
reason-directory-role-last = Deze gebruiker is de laatste met een rol die niemand opnieuw zou kunnen geven.
    .facts = De rol is { $role }.
reason-phone-missing = In dit land moet een adres een telefoonnummer noemen.
reason-support-partner-invalid = Deze partner kan niet degene zijn die bij het abonnement helpt.
    .facts = Het nummer was { $value }.
reason-service-request-unknown = Zo'n serviceverzoek bestaat niet.
reason-service-request-closed = Het serviceverzoek is gesloten; open het opnieuw voordat het verandert.
reason-validation-code-unknown = Een overheidsklant heeft een validatiecode nodig die deze installatie heeft uitgegeven.

## Reasons: availability of offers
reason-offer-unknown = De catalogus bevat deze aanbieding niet.
reason-availability-unknown = Deze beschikbaarheid geldt niet voor de markt en het segment van de klant.
reason-segment-differs = De aanbieding is niet voor klanten in dit segment.
reason-limit-reached = De klant heeft al zoveel abonnementen op deze aanbieding als één klant mag hebben.
    .facts = De grens is { $limit }.
reason-reactivate-instead = De klant heeft een onderbroken abonnement op dit product; dat wordt opnieuw geactiveerd in plaats van nog eens gekocht.
reason-not-sold-in-country = De aanbieding wordt niet verkocht in het land van de klant.
    .facts = Het land is { $country }.
reason-publisher-not-in-country = De uitgever levert niet in het factuurland van de klant.
    .facts = De uitgever is { $publisher }, het land { $country }.
reason-not-in-programme = De uitgever houdt deze aanbieding buiten het resellerprogramma.
reason-exclusive-to-others = De uitgever verkoopt deze aanbieding alleen via bepaalde andere partners.
reason-not-transactable = Aanbiedingen van deze soort, zoals containers en virtuele machines, kunnen hier niet worden gekocht.
reason-bought-elsewhere = Aanbiedingen op basis van verbruik van deze soort worden elders gekocht.
reason-add-on-outside-base = Dit is een invoegtoepassing, en die wordt bij het basisabonnement gekocht.
reason-end-of-sale = De aanbieding wordt niet meer verkocht.
    .facts = De verkoop eindigde op { $ended }.
reason-classic-closed = Nieuwe bestellingen van klassieke aanbiedingen worden niet meer aangenomen.
reason-price-missing = De prijslijst heeft geen prijs voor deze keuze van looptijd en facturering.

## Reasons: orders
reason-cart-empty = De winkelwagen heeft geen regels.
reason-cart-too-long = De winkelwagen heeft meer regels dan is toegestaan.
    .facts = Het hoogste aantal is { $max }.
reason-cart-ordered = De winkelwagen is besteld en kan niet meer veranderen.
reason-quantity-outside = Het aantal licenties valt buiten wat de aanbieding toelaat.
    .facts = Gevraagd: { $quantity }; toegestaan: { $min } tot { $max }.
reason-seat-cap-exceeded = Met deze licenties zou de klant meer van dit product hebben dan één klant mag hebben.
    .facts = Samen mogen het er { $cap } zijn; er blijven { $remaining } over.
reason-term-not-offered = De aanbieding wordt niet voor deze looptijd verkocht.
reason-billing-not-offered = De looptijd kan niet op deze manier worden gefactureerd.
reason-attestation-missing = De aanbieding vraagt een verklaring die niet is aanvaard.
reason-reseller-unknown = De indirecte reseller koopt niet via deze partner.
reason-end-date-invalid = Het abonnement kan niet op deze datum eindigen.
reason-base-missing = Een plan met verbruiksmeting vraagt eerst een ander plan van deze klant.

## Reasons: migration to new commerce
reason-migration-unknown = Deze migratie bestaat niet.
reason-migration-not-classic = Alleen klassieke abonnementen worden naar new commerce gemigreerd.
reason-migration-not-active = Het abonnement is niet actief, en alleen actieve worden gemigreerd.
reason-migration-trial = Een proefversie wordt niet gemigreerd.
reason-migration-pending = Er loopt al een upgrade of migratie van dit abonnement.
reason-migration-partner = Deze partner mag het abonnement niet migreren.
reason-migration-too-early = Het abonnement is te kort geleden gekocht om te migreren.
    .facts = Migreren kan vanaf { $from }.
reason-migration-last-day = De looptijd is bijna voorbij; tot dan kan alleen een hele nieuwe looptijd beginnen.
    .facts = De laatste dag is { $ends_on }.
reason-migration-promotion = Het abonnement heeft een actie, of is ermee gekocht.
reason-migration-segment = Abonnementen van het segment van de klant worden nog niet gemigreerd.
reason-migration-no-path = New commerce heeft voor deze klant geen tegenhanger van deze aanbieding.
reason-migration-several-paths = New commerce heeft meer dan een tegenhanger van deze aanbieding, en niets zegt welke bedoeld is.
    .facts = Het zijn { $paths }.
reason-migration-term = De aanbieding van new commerce heeft deze looptijd of deze manier van factureren niet.
reason-migration-end-date = Het gemigreerde abonnement kan niet op deze datum eindigen.
reason-migration-end-of-full-term = Een hele nieuwe looptijd eindigt vanzelf; ze kan niet ook op een eigen datum eindigen.
reason-migration-add-ons = Het abonnement heeft invoegtoepassingen en wordt daarmee niet gemigreerd.
    .facts = Het zijn { $add_ons }.
reason-migration-add-on-missing = Alle actieve invoegtoepassingen migreren met hun basis mee, en een ervan is niet genoemd.
    .facts = Het is { $add_on }.
reason-migration-add-on-twice = Hetzelfde abonnement is twee keer genoemd.
reason-migration-scheduled = De migratie van dit abonnement is al gepland.
reason-migration-schedule-over = De geplande migratie is voorbij: ze is uitgevoerd of ingetrokken.
reason-migration-day-past = De dag van een geplande migratie moet in de toekomst liggen.
    .facts = De vroegste dag is { $earliest }.

## Reasons: add-ons
reason-base-not-active = Het basisabonnement van de invoegtoepassing is niet actief.
reason-tier-may-not-buy-add-ons = Indirecte resellers kunnen geen invoegtoepassingen kopen; hun leverancier kan dat wel.
reason-add-on-does-not-fit = De invoegtoepassing past niet bij dit basisabonnement.

## Reasons: trials
reason-trial-used = De klant heeft deze proefversie of de bijbehorende aanbieding al gehad.
reason-trial-is-fixed = Licenties, status en looptijd van een proefversie kunnen niet worden gewijzigd.
reason-not-a-trial = Het abonnement is geen proefversie.
reason-no-conversion = De proefversie kan niet in deze aanbieding overgaan.

## Reasons: subscriptions
reason-not-active = Het abonnement is niet actief.
    .facts = De status is “{ $status }”.
reason-deleted = Het abonnement is verwijderd en er kan niets meer worden gewijzigd.
reason-status-not-allowed = Het abonnement kan niet van de huidige status naar deze status gaan.
    .facts = De status is “{ $status }”.
reason-suspended-seats-fixed = Het aantal licenties kan niet veranderen zolang het abonnement is onderbroken.
reason-fewer-seats-at-renewal = Minder licenties kan alleen bij de verlenging.
    .facts = De verlenging is op { $renews_on }.
reason-seat-window-closed = De tijd waarin deze licenties teruggegeven konden worden is voorbij, of gold voor minder licenties.
    .facts = Er zouden er { $fewer } af gaan; { $refundable } kunnen nog terug.
reason-cancel-window-closed = De tijd waarin dit abonnement geannuleerd kon worden is voorbij.
    .facts = Die eindigde op { $closed_at }.
reason-suspend-instead = Een klassiek abonnement van de eigen uitgever wordt onderbroken, niet geannuleerd.
reason-not-confirmed = Annuleren moet worden bevestigd.
reason-reason-missing = Er moet een reden worden gegeven.
reason-set-up-open = De installatie op de site van de uitgever is niet afgerond.
reason-too-many-updates = Het abonnement is zo vaak gewijzigd als één abonnement mag worden gewijzigd.
reason-operation-pending = Een andere bewerking is met dit abonnement bezig.
reason-publisher-operation-unknown = Het abonnement heeft geen bewerking met dit nummer.
reason-publisher-operation-ended = De bewerking is al op een andere manier beëindigd.
reason-plan-of-other-product = Dit plan hoort niet bij dit product.
reason-publisher-only = Alleen de uitgever van de aanbieding kan dit doen.
reason-not-for-publishers = Een uitgever kan dit niet doen.
reason-change-not-supported = Een abonnement van deze soort kan niet op deze manier worden gewijzigd.

## Reasons: renewal
reason-no-auto-renew-switch = Een abonnement van deze soort heeft geen schakelaar voor automatisch verlengen.
reason-auto-renew-off = Automatisch verlengen staat uit, en een wijziging kan alleen worden gepland als het aan staat.
reason-not-renewable = De aanbieding wordt niet verlengd.
reason-no-scheduled-path = De verlenging kan het abonnement niet naar deze aanbieding brengen.
reason-downgrade-not-possible = De verlenging kan het abonnement niet naar een lagere aanbieding brengen.
reason-nothing-scheduled = Er is geen wijziging voor de verlenging gepland.
reason-term-not-longer = Tijdens een looptijd kan die alleen door een langere worden vervangen.
reason-billing-change-not-possible = De facturering kan tijdens de looptijd niet op deze manier worden gewijzigd.
reason-frequency-is-the-orders = De factureringsfrequentie hoort bij de hele bestelling, niet bij één abonnement.
reason-order-not-uniform = Een abonnement van de bestelling kan niet meedoen aan de wijziging.

## Reasons: upgrades
reason-no-upgrade-path = Er is geen upgrade van dit abonnement naar dat plan.
reason-target-owned = De klant heeft al een abonnement op dat plan, misschien van een andere partner of elders gekocht.
reason-services-owned = De klant heeft de diensten die de upgrade zou toevoegen al, misschien van een andere partner of elders gekocht.
    .facts = Dat zijn { $services }.
reason-all-licences-move = Een upgrade van een klassiek abonnement verplaatst alle licenties; er kan er geen achterblijven.
reason-licence-conflict = Meer gebruikers hebben licenties dan er zijn gekocht.
    .facts = Gebruikers: { $users }; licenties: { $seats }.
reason-not-set-up = Het abonnement is nog niet volledig ingesteld.
reason-service-incident = Een van de diensten van dit abonnement heeft een storing.
    .facts = Het gaat om { $services }.
reason-upgrade-running = Er wordt al een ander plan geüpgraded.
reason-credit-check-pending = Er loopt een kredietcontrole.
reason-not-eligible = Het abonnement komt nu niet in aanmerking voor een upgrade.
reason-several-subscriptions = De klant heeft twee of meer abonnementen op hetzelfde product.
reason-prepaid-plan = Het plan is vooruitbetaald, bijvoorbeeld met een productcode.
    .facts = Het is betaald tot { $paid_until }.
reason-government-or-nonprofit = Plannen voor overheid en non-profit worden niet automatisch geüpgraded.
reason-service-busy = De dienst is bezig veel abonnementen bij te werken.
reason-data-would-be-lost = Het andere plan mist een dienst waarin gebruikers van het huidige plan gegevens bewaren.
    .facts = Ze zouden dit verliezen: { $data }.
reason-has-add-on = Het abonnement heeft een invoegtoepassing.
reason-unpaid-balance = Er staat een bedrag open.
    .facts = Het gaat om { $amounts }.
reason-too-many-assigned = Meer gebruikers hebben licenties dan de automatische upgrade verplaatst.
    .facts = { $users } hebben er een; de automatische upgrade verplaatst er minder dan { $limit }.
reason-seats-not-possible = Dit aantal licenties is bij deze upgrade niet mogelijk.
reason-target-not-active = Het abonnement waarin wordt overgegaan is niet actief.
reason-target-is-source = Bron en doel van de upgrade zijn hetzelfde abonnement.
reason-target-ends-first = Het abonnement waarin wordt overgegaan eindigt eerder dan het huidige.
    .facts = Het eindigt op { $ends }, het huidige op { $source_ends }.
reason-target-in-window = Het abonnement waarin wordt overgegaan kan nog worden geannuleerd, en tot die tijd gaat er niets in over.
    .facts = Dat is tot { $window_ends }.
reason-target-term-shorter = Het abonnement waarin wordt overgegaan heeft een kortere looptijd dan het huidige.
reason-target-offer-differs = Het abonnement waarin wordt overgegaan is van een andere aanbieding.

## Reasons: charges
reason-charge-unknown = Deze kostenregel bestaat niet.
reason-correction-too-large = Er zou meer terugkomen dan er in rekening is gebracht.
    .facts = Ten hoogste { $most } kan terugkomen; gevraagd is { $asked }.
reason-promotion-seats = De aanbieding geldt niet voor zoveel licenties.
    .facts = Met de aanbieding kunnen het er { $max } zijn.

## Reasons: users and licences
reason-principal-name-taken = Een andere gebruiker heeft deze aanmeldnaam al.
    .facts = De naam is { $value }.
reason-user-deleted = De gebruiker is verwijderd.
reason-restore-too-late = De tijd waarin de gebruiker hersteld kon worden is voorbij.
    .facts = Die eindigde op { $until }.
reason-plan-not-owned = De klant heeft geen abonnement met dit plan.
reason-no-seat-free = Er zijn geen licenties meer over.
    .facts = { $assigned } van { $seats } zijn uitgegeven.
reason-usage-location-missing = De gebruiker heeft geen gebruikslocatie, en zonder die kan geen licentie worden gegeven.
reason-service-held = De gebruiker heeft een van de diensten al uit een ander plan.
reason-licence-not-held = De gebruiker heeft deze licentie niet.
reason-service-unknown = Het plan heeft deze dienst niet.
reason-licence-of-other-seller = De licenties horen bij een abonnement van een andere verkoper.
reason-not-assignable = Licenties van dit plan worden niet aan gebruikers gegeven.
reason-seats-in-use = Gebruikers hebben deze licenties.
    .facts = { $free } zijn vrij.

## Why a promotion is not to be had
promotion-invalid-catalog-item-id = De catalogus heeft dit item niet.
promotion-invalid-promotion = Deze actie bestaat niet voor dit item, deze klant en deze dag.
promotion-no-promotions-available = Voor dit item is er nu geen actie.
promotion-offer-purchased-previously = De actie geldt voor een eerste aankoop, en de klant heeft de aanbieding eerder gehad.
promotion-prerequisite-product-ownership = De actie vraagt een ander product, dat de klant niet heeft.
promotion-redemption-limit = De klant heeft de actie op zoveel abonnementen als mag.
promotion-seat-count = De actie geldt niet voor zoveel, of niet voor zo weinig licenties.
promotion-term = De actie geldt voor een andere looptijd of een andere manier van factureren.

## When a reason clears by itself
clears-at = Dit lost zichzelf op, op { $at }.

## Remedies
remedy-ask-role = Vraag iemand met een van deze rollen: { $roles }.
remedy-request-delegation = Vraag gedelegeerde beheerdersrechten aan; een globale beheerder van de klant aanvaardt de uitnodiging.
remedy-request-relationship = Stuur de klant eerst een uitnodiging voor een resellerrelatie.
remedy-confirm-agreement = Bevestig dat de klant de klantovereenkomst heeft aanvaard.
remedy-ask-seller = Vraag het de partner die het abonnement heeft verkocht.
remedy-ask-operator = Vraag het degene die deze installatie beheert.
remedy-cancel-where-bought = Laat het andere abonnement annuleren waar het is gekocht; dat kan een andere partner of een ander kanaal zijn.
remedy-cancel-subscription = Annuleer of onderbreek eerst abonnement { $subscription }.
remedy-reactivate = Activeer abonnement { $subscription } opnieuw.
remedy-choose-offer = Kies een andere aanbieding: { $offers }.
remedy-choose-quantity = Kies een aantal licenties van { $min } tot { $max }.
remedy-choose-term = Kies een van deze looptijden: { $terms }.
remedy-choose-billing = Kies een van deze manieren van factureren: { $plans }.
remedy-choose-date = Kies een van deze datums: { $dates }.
remedy-choose-value = Stuur een andere waarde; het veld neemt { $expected }.
remedy-accept-attestation = Aanvaard de verklaring en herhaal de bestelling.
remedy-buy-from-base = Koop de invoegtoepassing bij het basisabonnement: { $subscriptions }.
remedy-buy-first = Koop eerst een van deze aanbiedingen: { $offers }.
remedy-buy-elsewhere = Koop het hier: { $place }.
remedy-ask-publisher = Vraag het de uitgever, { $publisher }.
remedy-wait = Wacht en probeer het opnieuw.
remedy-schedule-for-renewal = Plan de wijziging voor de verlenging op { $renews_on }.
remedy-switch-auto-renew-off = Zet automatisch verlengen uit; dan eindigt het abonnement met de looptijd.
remedy-switch-auto-renew-on = Zet automatisch verlengen aan.
remedy-suspend = Onderbreek het abonnement in plaats daarvan.
remedy-finish-set-up = Rond de installatie af op de site van de uitgever (met de activeringslink van het abonnement): { $link }
remedy-resolve-licence-conflict = Neem licenties van gebruikers terug of koop er bij, samen { $users_too_many }.
remedy-buy-seats = Koop licenties bij: ten minste { $seats }.
remedy-remove-add-ons = Verwijder eerst de invoegtoepassingen: { $subscriptions }.
remedy-pay = Betaal wat openstaat met “Nu betalen”: { $amounts }.
remedy-see-service-health = Bekijk de status van de diensten en probeer het opnieuw als alles weer werkt.
remedy-change-by-hand = Wijzig handmatig: koop het nieuwe plan, verplaats de gebruikers, annuleer het oude plan.
remedy-back-up-data = Maak een back-up van de gegevens van de gebruikers voordat u handmatig wijzigt.
remedy-contact-support = Vraag het de ondersteuning.
remedy-confirm = Bevestig dat u het meent.
remedy-give-reason = Geef een reden.
remedy-set-usage-location = Geef de gebruiker een gebruikslocatie.
remedy-remove-licence = Neem eerst de andere licentie van de gebruiker terug.
remedy-convert-trial = Zet de proefversie om.
remedy-change-order = Wijzig de factureringsfrequentie van de hele bestelling.
remedy-read-again = Lees het opnieuw en herhaal de wijziging op wat er nu staat.
remedy-quote-again = Vraag een nieuwe offerte aan en verzilver die.
remedy-try-again = Probeer het opnieuw op of na { $at }.

## Who can apply a remedy
who-caller = U
who-partner = De partner
who-customer = Een beheerder van de klant
who-other-seller = De andere verkoper
who-publisher = De uitgever
who-support = De ondersteuning
who-time = De tijd

## Roles
role-global-admin = globale beheerder
role-user-management-admin = beheerder van gebruikers
role-admin-agent = beheerdersagent
role-sales-agent = verkoopagent
role-helpdesk-agent = helpdeskagent
role-billing-admin = factureringsbeheerder
role-customer-global-admin = globale beheerder van de klant
role-customer-billing-admin = factureringsbeheerder van de klant
role-customer-licence-admin = licentiebeheerder van de klant
role-customer-user-admin = gebruikersbeheerder van de klant
role-publisher = programma van een uitgever

## Notices
notice-prepaid-rest = Van het vooruitbetaalde abonnement telt { $credited } mee voor het nieuwe. Vervalt, omdat het nieuwe abonnement minder kost: { $lost }.
notice-refund-on-invoice = { $amount } komt terug als tegoed op de factuur van { $invoice_on }.
notice-refund-to-card = { $amount } komt binnen { $days } dagen terug op de kaart waarmee is betaald.
notice-schedule-lost = De wijziging die voor de verlenging was gepland is vervallen, omdat het abonnement is gewijzigd. Ze kan opnieuw worden gepland.
notice-fewer-licences-than-users = Slechts { $seats } van de { $users } gebruikers die moeten overgaan krijgen een licentie.
notice-licence-conflict = Gebruikers boven het aantal licenties: { $users_too_many }. Neem uiterlijk { $until } licenties terug of koop er bij.
notice-service-choices-reset = Diensten die voor gebruikers zijn uitgezet gaan weer aan. De keuzes staan in een lijst, zodat ze opnieuw gemaakt kunnen worden.
notice-reassign-by-hand = Licenties gaan hier niet vanzelf over; geef ze handmatig aan de gebruikers.
notice-credit-check = Eerst volgt een kredietcontrole, die uiterlijk { $until } klaar is. Gebruikers houden tot dan wat ze hebben.
notice-access-lost = Gebruikers verliezen meteen de toegang, en die kan niet worden hersteld.
notice-cancels-at-renewal = Het abonnement wordt bij de verlenging geannuleerd; de laatste dag is { $last_day }.
notice-deleted-unless-reactivated = De gegevens worden verwijderd op { $at }, tenzij het abonnement opnieuw wordt geactiveerd.

## Findings of an upgrade
finding-service-switched-on = De dienst stond voor deze gebruiker uit en staat weer aan. Zet hem weer uit als dat nog geldt.
finding-no-seat-left = Voor deze gebruiker was geen licentie meer over. Koop er een bij en geef die aan de gebruiker.
finding-no-usage-location = De gebruiker heeft geen gebruikslocatie. Stel die in en geef daarna de licentie.
finding-service-held-elsewhere = De gebruiker heeft de dienst al uit een ander abonnement. Neem een van de twee licenties terug.
finding-assign-by-hand = Geef deze gebruiker de nieuwe licentie handmatig.

## Stages of an upgrade
stage-credit-check = Er loopt een kredietcontrole; gebruikers houden tot dan wat ze hebben.
stage-provisioning = Het nieuwe abonnement wordt ingericht.
stage-moving = Gebruikers verhuizen: { $done } van { $total } zijn klaar.
stage-closing = Iedereen is verhuisd; het oude abonnement wordt afgesloten.
stage-completed = De upgrade is voltooid.
stage-completed-with-work = De upgrade is voltooid; { $work } dingen moeten nog met de hand worden gedaan.
stage-failed = De upgrade is opgegeven; het abonnement is zoals het was.

## Upgrading by hand
own-by-hand-some-users = Om maar enkele gebruikers te verhuizen, koop eerst het nieuwe plan en verhuis hen daarna; is het plan er al, verhuis hen dan alleen.
own-by-hand-fewer-services = Een plan met minder diensten is alleen met de hand te bereiken. Gebruikers verliezen de gegevens van de diensten die het mist; maak er eerst een back-up van.

## Events
event-customer-created = De account werd geopend.
event-billing-profile-changed = Het factuurprofiel werd gewijzigd.
event-relationship-changed = De relatie met een partner veranderde.
event-balance-overdue = Een bedrag raakte achterstallig.
event-balance-paid = Een achterstallig bedrag werd betaald.
event-service-health-changed = De toestand van een dienst veranderde.
event-service-busy = Er werd gemeld of de dienst bezet is.
event-cart-saved = Een winkelwagen werd bewaard.
event-cart-expired = Een winkelwagen verliep.
event-cart-ordered = Een winkelwagen werd besteld.
event-order-placed = Een bestelling werd geplaatst.
event-order-line-added = Een invoegtoepassing werd aan een bestelling toegevoegd.
event-subscription-started = Een abonnement begon.
event-set-up-completed = De installatie op de site van de uitgever werd voltooid.
event-plan-changed = Het plan van het abonnement werd gewijzigd.
event-operation-started = De uitgever werd van een wijziging op de hoogte gesteld.
event-operation-ended = De bewerking van de uitgever werd beëindigd.
event-change-rolled-back = De uitgever maakte bezwaar en de wijziging werd teruggedraaid.
event-provisioning-changed = Er werd gemeld of de diensten zijn ingericht.
event-renamed = De naam werd gewijzigd.
event-reseller-changed = De indirecte reseller werd gewijzigd.
event-seats-added = Licenties werden toegevoegd.
event-seats-removed = Licenties werden teruggegeven.
event-cycle-started = Een facturatieperiode begon.
event-suspended = Het abonnement werd onderbroken.
event-reactivated = Het abonnement werd opnieuw geactiveerd.
event-auto-renew-changed = Automatisch verlengen werd aan- of uitgezet.
event-change-scheduled = Een wijziging werd gepland voor de verlenging.
event-schedule-removed = De geplande wijziging werd teruggenomen.
event-schedule-dropped = De geplande wijziging verviel door een andere wijziging.
event-billing-plan-saved = De facturatie vanaf de volgende periode werd bewaard of teruggenomen.
event-term-replaced = De looptijd werd vervangen.
event-cancellation-scheduled = Opzeggen bij de verlenging werd gepland of teruggenomen.
event-cancelled = Het abonnement werd opgezegd.
event-renewed = Het abonnement werd verlengd.
event-trial-converted = De proefversie werd een betaald abonnement.
event-expired = De looptijd eindigde zonder verlenging.
event-disabled = Gebruikers werden buitengesloten; de gegevens blijven voorlopig bewaard.
event-deleted = Het abonnement werd verwijderd.
event-upgrade-started = Een upgrade begon.
event-credit-check-passed = De kredietcontrole werd doorstaan.
event-upgrade-provisioned = Het nieuwe abonnement is klaar en gebruikers beginnen te verhuizen.
event-users-moved = Een groep gebruikers verhuisde.
event-move-finished = Iedereen is verhuisd.
event-source-closed = Het oude abonnement werd door zijn upgrade afgesloten.
event-seats-transferred = Licenties gingen naar een ander abonnement.
event-offer-changed = Het abonnement veranderde van aanbieding.
event-upgrade-completed = De upgrade werd voltooid.
event-upgrade-failed = De upgrade werd opgegeven.
event-migration-started = Een migratie naar new commerce begon.
event-migration-completed = Een migratie naar new commerce werd voltooid.
event-migration-scheduled = Een migratie naar new commerce werd gepland.
event-migration-schedule-ended = Een geplande migratie werd uitgevoerd, ingetrokken, of kon niet worden uitgevoerd.
event-user-created = Een gebruiker werd aangemaakt.
event-user-changed = Een gebruiker werd gewijzigd.
event-user-deleted = Een gebruiker werd verwijderd.
event-user-restored = Een gebruiker werd hersteld.
event-licences-changed = Licenties van een gebruiker werden gewijzigd.

## Bills
derivation-cycle = { $formula } = { $exact }, afgerond volgens { $rounding } onder beleid { $policy } op { $amount }.
derivation-days = { $days } van { $of } dagen × { $formula } = { $exact }, afgerond volgens { $rounding } onder beleid { $policy } op { $amount }.
derivation-months = { $months } van { $of } maanden × { $formula } = { $exact }, afgerond volgens { $rounding } onder beleid { $policy } op { $amount }.
derivation-months-cut = ({ $months } maanden + { $days } van { $of } dagen) van { $months_of } maanden × { $formula } = { $exact }, afgerond volgens { $rounding } onder beleid { $policy } op { $amount }.
derivation-months-and-days = { $days } van { $of } dagen × { $months } van { $months_of } maanden × { $formula } = { $exact }, afgerond volgens { $rounding } onder beleid { $policy } op { $amount }.
derivation-reversal = Een eerdere regel wordt geheel teruggenomen: { $amount }.
derivation-everything = Alles wat voor de periode in rekening stond, komt terug: { $amount }.
derivation-free = Voor deze dagen wordt niets in rekening gebracht.
derivation-capped = { $days } van { $of } dagen × { $formula } = { $exact }, maar niet meer dan { $most }: { $amount }.
derivation-entered = Ingevoerd als correctie: { $reason }.
rounding-r1 = Het bedrag van een dag voor alle licenties wordt afgerond op de kleinste eenheid van de valuta en daarna met de dagen vermenigvuldigd.
rounding-r2 = De eenheidsprijs van een dag wordt afgerond op één cijfer meer dan de valuta heeft, daarna de regel op de cijfers van de valuta.
rounding-r3 = Alles wordt exact berekend en de regel wordt rekenkundig afgerond op de cijfers van de valuta.
rounding-r4 = De eenheidsprijs voor de dagen wordt exact berekend en rekenkundig afgerond, daarna met de licenties vermenigvuldigd.
rounding-n1 = De eenheidsprijs voor de dagen wordt na de cijfers van de valuta afgekapt, daarna met de licenties vermenigvuldigd.
rounding-n2 = Alles wordt exact berekend en de regel wordt na de cijfers van de valuta afgekapt.
explain-line = { $kind } voor { $first } tot en met { $last }: { $amount }.
explain-rule = Regel { $rule }: { $title }.
explain-event = Volgt uit gebeurtenis { $seq } van { $at }: { $text }
explain-invoice = Staat op factuur { $number } van { $date }.
explain-waits = Wacht op de factuur van { $date }.
term-end-renews = Wordt op { $on } verlengd met { $seats } licenties voor { $price }.
term-end-renews-free = Wordt op { $on } verlengd met { $seats } licenties; die dag wordt niets in rekening gebracht.
term-end-ends = Eindigt op { $on }.

## Fields of our own addresses
takes-partner = het domein of de id van een partner van deze installatie

## Faults of the request
fault-unauthenticated = Het verzoek heeft geen toegangstoken, of een ongeldig. Haal een token bij het token-eindpunt en stuur het als “Authorization: Bearer …”.
fault-token-expired = Het toegangstoken is verlopen. Haal een nieuw bij het token-eindpunt.
fault-wrong-audience = Het toegangstoken is voor een andere ontvanger gemaakt. Vraag er een dat voor deze API bedoeld is.
fault-input = Het verzoek heeft velden die ontbreken of niet kloppen; elk veld wordt genoemd met wat het neemt.
fault-customer-id = De klant in het adres is geen id in de vorm van een GUID.
fault-no-resource = Op dit adres is niets.
fault-method = Dit adres neemt deze methode niet; het neemt { $methods }.
fault-not-acceptable = Het antwoord is JSON. Stuur “Accept: application/json” of geen Accept-header.
fault-media-type = De inhoud moet JSON zijn. Stuur die met “Content-Type: application/json”.
fault-too-large = De inhoud is groter dan { $max } bytes. Stuur minder tegelijk.
fault-too-deep = De inhoud is dieper genest dan { $max } niveaus.
fault-headers-too-large = De headers zijn samen groter dan { $max } bytes.
fault-address-too-long = Het adres is langer dan { $max } bytes.
fault-too-slow = De inhoud kwam niet binnen { $seconds } seconden.
fault-broken-json = De inhoud is geen geldige JSON: regel { $line }, kolom { $column }.
fault-request-reused = Deze verzoek-id is al voor een ander verzoek gebruikt. Gebruik voor een nieuw verzoek een nieuwe id.
fault-busy = Anderen wijzigen deze klant op hetzelfde moment. Probeer het opnieuw met dezelfde verzoek-id.
fault-real-clock = Dit systeem loopt op de echte klok, en die kan niet worden verzet.
fault-clock-target = De klok gaat alleen vooruit, en niet verder dan het jaar 9999.
fault-purchase-token = Het aankooptoken ontbreekt, is niet voor deze uitgever of is te oud.
fault-internal = Er is bij ons iets misgegaan; dit verzoek heeft niets gewijzigd. Probeer het opnieuw met dezelfde verzoek-id, en geef de ondersteuning de correlatie-id als het zo blijft.
fault-too-many-tests = U mag twee tests per minuut aanvragen. Probeer het over { $seconds } seconden opnieuw.
fault-no-webhook = Er is geen registratie voor webhooks. Maak er eerst een.
fault-webhook-exists = Er is al een registratie voor webhooks. Wijzig die met PUT, of verwijder die eerst.
fault-not-for-tests = De registratie vraagt niet om “test-created”. Voeg dat eerst aan de gebeurtenissen toe.
fault-app-only = Een toepassing op zichzelf mag dit niet. Meld u aan als persoon.
fault-no-entitlement = Zo'n recht bestaat niet.
fault-no-product = Dit product bestaat niet in deze markt.
fault-no-sku = Het product heeft deze SKU niet in deze markt.
fault-no-availability = De SKU heeft deze beschikbaarheid niet in deze markt.
fault-use-products = Dit is de id van een product. Vraag het op bij het adres van de producten.
fault-not-for-classic = Dit is niet mogelijk voor klassieke abonnementen.
fault-line-numbers = De regels moeten genummerd zijn als 0, 1, 2 enzovoort.
fault-suspend-subscription = Een bestelling wordt niet onderbroken; onderbreek de abonnementen ervan.
fault-cancel-subscription = Een bestelling wordt niet geannuleerd; annuleer de abonnementen ervan.

## Fields
field-missing = { $field } ontbreekt; het neemt { $takes }.
field-kind = { $field } is van de verkeerde soort; het neemt { $takes }.
field-value = { $field } valt buiten wat het neemt: { $takes }.
field-body = De inhoud
takes-number = een geheel getal van { $min } tot { $max }
takes-text = tekst van { $min } tot { $max } tekens
takes-flag = true of false
takes-guid = een id in de vorm van een GUID
takes-instant = een datum en tijd volgens ISO 8601, in UTC tenzij er een afwijking bij staat
takes-day = een datum volgens ISO 8601
takes-one-of = een van { $words }
takes-object = een object
takes-list = een lijst van { $min } tot { $max } onderdelen
takes-plan-or-quantity = planId of quantity, niet allebei
takes-email = een e-mailadres
takes-domain = een domeinnaam
takes-country = een landcode van twee letters
takes-culture = een cultuur zoals nl-NL
takes-language = een taalcode zoals nl
takes-one-day = een van targetDate en migrateOnRenewal
takes-offer = een aanbieding-id of een catalogusitem-id
takes-principal-name = een aanmeldnaam in de vorm naam@domein
takes-duration = een duur volgens ISO 8601, zoals P1M of PT2H
takes-clock = precies een van advanceBy, advanceTo en toNextEvent
takes-change = een wijziging met een "command" en de velden daarvan
takes-filter = een filter met Field, Value en Operator
takes-row-filter = een filter van velden met eq of ne en een waarde tussen enkele aanhalingstekens, verbonden door and, or en haakjes
takes-none = niets
takes-amount = een bedrag boven nul met niet meer decimalen dan de valuta heeft
takes-payment-reference = een kenmerk dat geen andere betaling heeft
takes-own-invoice = een eigen factuur in de valuta van de betaling
takes-webhook-url = een adres dat met https:// begint en niet naar het netwerk van deze installatie leidt
takes-audit-span = een datum van de laatste 90 dagen, zoals 2021-06-15 of 06/15/2021 13:00:00, en een einde na het begin

estimate-title-current = Kosten van de lopende periode
estimate-title-previous = Kosten van de vorige periode
estimate-description = Aankopen, verlengingen, wijzigingen en crediteringen die nog op geen factuur staan.

# Aanmelden.
fault-token-revoked = Het token is ingetrokken; meld u opnieuw aan.
signin-title = Aanmelden
signin-lead = { $application } vraagt u zich aan te melden.
signin-lead-owner = { $application } van { $owner } vraagt u zich aan te melden.
signin-name = Gebruikersnaam
signin-password = Wachtwoord
signin-submit = Meld aan
signin-cancel = Annuleren
signin-incomplete = Vul uw gebruikersnaam en uw wachtwoord in.
signin-wrong = De gebruikersnaam of het wachtwoord is onjuist.
signin-wait = Te veel pogingen zijn mislukt. Probeer het over { $minutes } minuten opnieuw.
signin-done-title = U bent aangemeld
signin-done-lead = Ga verder naar de toepassing die u hierheen stuurde.
signin-done-submit = Doorgaan
signin-trouble-title = U kunt zich hier niet aanmelden
signin-trouble-request = Het adres dat u hierheen bracht is onjuist. Ga terug naar de toepassing en probeer het opnieuw.
signin-trouble-application = De toepassing die u hierheen stuurde is niet bekend. Vraag het degene die haar beheert.
signin-trouble-address = De toepassing die u hierheen stuurde noemde een adres om naar terug te keren dat voor haar niet geregistreerd is. Vraag het degene die haar beheert.

# Identiteiten en sessies.
fault-identity-unknown = Zo'n identiteit is er niet in uw organisatie.
fault-identity-taken = Uw organisatie heeft al een identiteit van deze soort en naam; kies een andere naam.
fault-identity-configured = Deze identiteit staat in het configuratiebestand en wordt daar gewijzigd; hier kan zij alleen worden uit- en ingeschakeld.
fault-identity-own = Dit bent u zelf: iemand anders moet deze identiteit uitschakelen, verwijderen of beperken.
fault-secret-unknown = Zo'n geheim is er niet.
fault-secrets-many = Er zijn al zoveel geheimen als er kunnen zijn; verwijder er eerst een.
fault-public-secret = Een openbare toepassing bewaart geen geheim.
fault-session-unknown = Zo'n sessie is er niet in uw organisatie.
takes-identity-name = 1 tot 256 tekens zonder spaties
takes-identity-kind = application of agent bij een partner, customerAdmin bij een klant
takes-identity-roles = rollen van partners voor identiteiten van een partner, rollen van klanten voor die van een klant
takes-redirect-uris = hoogstens 20 adressen met https, of met http op de eigen machine van de lezer, alleen voor toepassingen
takes-future-instant = een datum en tijd die nog niet voorbij is
takes-public-application = true, alleen voor toepassingen
takes-description = hoogstens 256 tekens
takes-password = 12 tot 256 tekens, alleen voor personen; geheimen van toepassingen worden hier gemaakt

## The sample landing page of a publisher
sample-title = Kestrel Software: rond uw installatie af
sample-intro = Dit is de pagina van een bedachte uitgever. Ze doet wat de pagina van een uitgever doet als iemand de installatielink van een aankoop volgt.
sample-plan = Plan
sample-quantity = Licenties
sample-customer = Klant
sample-subscription = Abonnement
sample-open = De installatie is nog niet afgerond. Tot dan wordt er niets in rekening gebracht.
sample-activate = Installatie afronden
sample-done = De installatie is afgerond. Het abonnement is in gebruik.
sample-over = Dit abonnement is beëindigd.
sample-invalid = Deze link is niet meer geldig. Open de installatielink van het abonnement opnieuw.
