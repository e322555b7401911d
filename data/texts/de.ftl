# Deutsch. Dieselben Schlüssel wie in en.ftl.

## Reasons: who may
reason-role-missing = Ihre Rolle erlaubt das nicht.
reason-not-the-operator = Das darf nur der Partner, der diese Installation betreibt.
reason-other-company = Sie verwalten ein anderes Unternehmen, und Administratoren handeln nur für ihr eigenes.
reason-no-relationship = Ihre Organisation hat keine Handelsbeziehung mit diesem Kunden.
reason-delegation-missing = Der Kunde hat Ihrer Organisation keine delegierten Administratorrechte für diesen Dienst gegeben.
    .facts = Es betrifft { $service }.
reason-cloud-differs = Angebot, Kunde und Partner gehören zu verschiedenen Clouds, die nie gemischt werden.
reason-not-the-seller = Jemand anderes hat dieses Abonnement verkauft, und nur der Verkäufer kann es ändern.
reason-region-differs = Partner und Kunde sind in verschiedenen Marktregionen.
reason-agreement-missing = Noch niemand hat bestätigt, dass der Kunde die Kundenvereinbarung angenommen hat.
reason-upgrade-locks-admins = Für dieses Unternehmen läuft ein Upgrade; bis es fertig ist, können seine Administratoren nichts ändern.
    .facts = { $users_done } von { $users_total } Benutzern sind umgezogen.
reason-bought-through-reseller = Dieses Abonnement wurde über einen Händler gekauft, also ändert es der Händler.
    .facts = Der Händler ist { $seller }.

## Reasons: what is there
reason-customer-unknown = Diesen Kunden gibt es nicht.
reason-domain-taken = Ein anderer Kunde verwendet diese Domäne schon.
    .facts = Die Domäne ist { $value }.
reason-stale = Jemand hat das geändert, nachdem Sie es gelesen haben.
reason-subscription-unknown = Dieser Kunde hat kein solches Abonnement.
reason-order-unknown = Dieser Kunde hat keine solche Bestellung.
reason-cart-unknown = Diesen Warenkorb gibt es nicht, oder er ist abgelaufen.
reason-upgrade-unknown = Dieses Upgrade gibt es nicht.
reason-user-unknown = Dieser Kunde hat keinen solchen Benutzer.
reason-quote-unknown = Dieses Angebot gibt es nicht.
reason-quote-expired = Die Zeit, in der dieses Angebot eingelöst werden konnte, ist vorbei.
    .facts = Es galt bis { $until }.
reason-quote-stale = Seit diesem Angebot hat sich etwas geändert; es ergäbe nicht mehr dieselben Beträge.
    .facts = Es lautete auf { $quoted }, jetzt wären es { $now }.
reason-value-invalid = Ein Wert liegt außerhalb dessen, was das Feld annimmt.
    .facts = Er war „{ $value }“.
reason-not-a-sandbox = Kunden werden nur in einer Installation zum Ausprobieren gelöscht, deren Uhr simuliert ist.
reason-directory-role-unknown = Das Verzeichnis kennt keine solche Rolle.
reason-directory-role-held = Der Benutzer hat diese Rolle schon.
    .facts = Die Rolle ist { $role }.
reason-directory-role-not-held = Der Benutzer hat diese Rolle nicht.
    .facts = Die Rolle ist { $role }.
reason-directory-role-full = So viele Benutzer, wie diese Rolle haben dürfen, haben sie.
    .facts = { $role } nimmt { $max } Benutzer auf.
reason-directory-role-last = Dieser Benutzer ist der letzte mit einer Rolle, die niemand wieder vergeben könnte.
    .facts = Die Rolle ist { $role }.
reason-phone-missing = In diesem Land muss eine Adresse eine Telefonnummer nennen.
reason-support-partner-invalid = Dieser Partner kann nicht derjenige sein, der beim Abonnement hilft.
    .facts = Die Nummer war { $value }.
reason-service-request-unknown = Es gibt keine solche Serviceanfrage.
reason-service-request-closed = Die Serviceanfrage ist geschlossen; sie muss vor einer Änderung wieder geöffnet werden.
reason-validation-code-unknown = Ein Behördenkunde braucht einen Validierungscode, den diese Installation ausgegeben hat.

## Reasons: availability of offers
reason-offer-unknown = Der Katalog enthält kein solches Angebot.
reason-availability-unknown = Diese Verfügbarkeit gilt nicht für den Markt und das Segment des Kunden.
reason-segment-differs = Das Angebot ist nicht für Kunden dieses Segments.
reason-limit-reached = Der Kunde hat schon so viele Abonnements dieses Angebots, wie ein Kunde haben darf.
    .facts = Die Grenze ist { $limit }.
reason-reactivate-instead = Der Kunde hat ein ausgesetztes Abonnement dieses Produkts; es wird reaktiviert und nicht noch einmal gekauft.
reason-not-sold-in-country = Das Angebot wird im Land des Kunden nicht verkauft.
    .facts = Das Land ist { $country }.
reason-publisher-not-in-country = Der Herausgeber liefert nicht in das Rechnungsland des Kunden.
    .facts = Der Herausgeber ist { $publisher }, das Land { $country }.
reason-not-in-programme = Der Herausgeber hält dieses Angebot aus dem Händlerprogramm heraus.
reason-exclusive-to-others = Der Herausgeber verkauft dieses Angebot nur über bestimmte andere Partner.
reason-not-transactable = Angebote dieser Art, etwa Container und virtuelle Maschinen, können hier nicht gekauft werden.
reason-bought-elsewhere = Nutzungsbasierte Angebote dieser Art werden an anderer Stelle gekauft.
reason-add-on-outside-base = Das ist ein Add-On, und Add-Ons werden beim Basisabonnement gekauft.
reason-end-of-sale = Das Angebot wird nicht mehr verkauft.
    .facts = Der Verkauf endete am { $ended }.
reason-classic-closed = Neue Bestellungen klassischer Angebote werden nicht mehr angenommen.
reason-price-missing = Die Preisliste hat keinen Preis für diese Wahl von Laufzeit und Abrechnung.

## Reasons: orders
reason-cart-empty = Der Warenkorb hat keine Zeilen.
reason-cart-too-long = Der Warenkorb hat mehr Zeilen, als ein Warenkorb haben darf.
    .facts = Die Höchstzahl ist { $max }.
reason-cart-ordered = Der Warenkorb ist bestellt und kann nicht mehr geändert werden.
reason-quantity-outside = Die Zahl der Lizenzen liegt außerhalb dessen, was das Angebot zulässt.
    .facts = Verlangt: { $quantity }; möglich: { $min } bis { $max }.
reason-seat-cap-exceeded = Mit diesen Lizenzen hätte der Kunde mehr von diesem Produkt, als ein Kunde haben darf.
    .facts = Insgesamt dürfen es { $cap } sein; { $remaining } sind noch frei.
reason-term-not-offered = Das Angebot wird nicht für diese Laufzeit verkauft.
reason-billing-not-offered = Die Laufzeit kann nicht auf diese Weise abgerechnet werden.
reason-attestation-missing = Das Angebot verlangt eine Erklärung, die nicht angenommen wurde.
reason-reseller-unknown = Der indirekte Händler kauft nicht über diesen Partner.
reason-end-date-invalid = Das Abonnement kann nicht an diesem Datum enden.
reason-base-missing = Ein Plan mit Verbrauchsmessung setzt einen anderen Plan dieses Kunden voraus.

## Reasons: migration to new commerce
reason-migration-unknown = Diese Migration gibt es nicht.
reason-migration-not-classic = Nur klassische Abonnements werden zu New Commerce migriert.
reason-migration-not-active = Das Abonnement ist nicht aktiv, und nur aktive werden migriert.
reason-migration-trial = Eine Testversion wird nicht migriert.
reason-migration-pending = Für dieses Abonnement läuft schon ein Upgrade oder eine Migration.
reason-migration-partner = Dieser Partner darf das Abonnement nicht migrieren.
reason-migration-too-early = Das Abonnement wurde vor zu kurzer Zeit gekauft, um migriert zu werden.
    .facts = Die Migration ist ab { $from } möglich.
reason-migration-last-day = Die Laufzeit ist fast vorbei; bis dahin kann nur eine ganze neue Laufzeit beginnen.
    .facts = Der letzte Tag ist { $ends_on }.
reason-migration-promotion = Das Abonnement hat eine Aktion oder wurde mit einer gekauft.
reason-migration-segment = Abonnements aus dem Segment des Kunden werden noch nicht migriert.
reason-migration-no-path = New Commerce hat für diesen Kunden kein Gegenstück zu diesem Angebot.
reason-migration-several-paths = New Commerce hat mehrere Gegenstücke zu diesem Angebot, und nichts sagt, welches gemeint ist.
    .facts = Es sind { $paths }.
reason-migration-term = Das New-Commerce-Angebot hat diese Laufzeit oder diese Abrechnungsweise nicht.
reason-migration-end-date = Das migrierte Abonnement kann nicht an diesem Datum enden.
reason-migration-end-of-full-term = Eine ganze neue Laufzeit endet von selbst; sie kann nicht auch an einem eigenen Datum enden.
reason-migration-add-ons = Das Abonnement hat Add-Ons und wird mit ihnen nicht migriert.
    .facts = Es sind { $add_ons }.
reason-migration-add-on-missing = Alle aktiven Add-Ons werden mit ihrer Basis migriert, und eines davon wurde nicht genannt.
    .facts = Es ist { $add_on }.
reason-migration-add-on-twice = Dasselbe Abonnement ist zweimal genannt.
reason-migration-scheduled = Die Migration dieses Abonnements ist schon geplant.
reason-migration-schedule-over = Die geplante Migration ist vorbei: sie wurde ausgeführt oder zurückgenommen.
reason-migration-day-past = Der Tag einer geplanten Migration muss in der Zukunft liegen.
    .facts = Der früheste Tag ist { $earliest }.

## Reasons: add-ons
reason-base-not-active = Das Basisabonnement des Add-Ons ist nicht aktiv.
reason-tier-may-not-buy-add-ons = Indirekte Händler können keine Add-Ons kaufen; ihr Anbieter kann es.
reason-add-on-does-not-fit = Das Add-On passt nicht zu diesem Basisabonnement.

## Reasons: trials
reason-trial-used = Der Kunde hatte diese Testversion oder ihr Angebot schon.
reason-trial-is-fixed = Lizenzen, Status und Laufzeit einer Testversion können nicht geändert werden.
reason-not-a-trial = Das Abonnement ist keine Testversion.
reason-no-conversion = Die Testversion kann nicht in dieses Angebot übergehen.

## Reasons: subscriptions
reason-not-active = Das Abonnement ist nicht aktiv.
    .facts = Der Status ist „{ $status }“.
reason-deleted = Das Abonnement ist gelöscht, und nichts daran kann mehr geändert werden.
reason-status-not-allowed = Das Abonnement kann von seinem jetzigen Status nicht in diesen wechseln.
    .facts = Der Status ist „{ $status }“.
reason-suspended-seats-fixed = Die Zahl der Lizenzen kann sich nicht ändern, solange das Abonnement ausgesetzt ist.
reason-fewer-seats-at-renewal = Weniger Lizenzen gibt es nur zur Verlängerung.
    .facts = Die Verlängerung ist am { $renews_on }.
reason-seat-window-closed = Die Zeit, in der diese Lizenzen zurückgegeben werden konnten, ist vorbei oder galt für weniger Lizenzen.
    .facts = { $fewer } sollten wegfallen; { $refundable } können noch zurückgegeben werden.
reason-cancel-window-closed = Die Zeit, in der dieses Abonnement gekündigt werden konnte, ist vorbei.
    .facts = Sie endete am { $closed_at }.
reason-suspend-instead = Ein klassisches Abonnement des eigenen Herausgebers wird ausgesetzt, nicht gekündigt.
reason-not-confirmed = Das Kündigen muss bestätigt werden.
reason-reason-missing = Ein Grund muss angegeben werden.
reason-set-up-open = Die Einrichtung auf der Seite des Herausgebers ist nicht abgeschlossen.
reason-too-many-updates = Das Abonnement wurde so oft geändert, wie ein Abonnement geändert werden darf.
reason-operation-pending = Ein anderer Vorgang arbeitet an diesem Abonnement.
reason-publisher-operation-unknown = Das Abonnement hat keinen solchen Vorgang.
reason-publisher-operation-ended = Der Vorgang ist schon auf andere Weise beendet.
reason-plan-of-other-product = Der Plan gehört nicht zu diesem Produkt.
reason-publisher-only = Das kann nur der Herausgeber des Angebots tun.
reason-not-for-publishers = Ein Herausgeber kann das nicht tun.
reason-change-not-supported = Ein Abonnement dieser Art kann nicht auf diese Weise geändert werden.

## Reasons: renewal
reason-no-auto-renew-switch = Ein Abonnement dieser Art hat keinen Schalter für die automatische Verlängerung.
reason-auto-renew-off = Die automatische Verlängerung ist aus, und eine Änderung kann nur geplant werden, solange sie an ist.
reason-not-renewable = Das Angebot wird nicht verlängert.
reason-no-scheduled-path = Die Verlängerung kann das Abonnement nicht auf dieses Angebot umstellen.
reason-downgrade-not-possible = Die Verlängerung kann das Abonnement nicht auf ein niedrigeres Angebot umstellen.
reason-nothing-scheduled = Für die Verlängerung ist keine Änderung geplant.
reason-term-not-longer = Während einer Laufzeit kann sie nur durch eine längere ersetzt werden.
reason-billing-change-not-possible = Die Abrechnung kann während der Laufzeit nicht so geändert werden.
reason-frequency-is-the-orders = Die Häufigkeit der Abrechnung gehört zur ganzen Bestellung, nicht zu einem Abonnement.
reason-order-not-uniform = Ein Abonnement der Bestellung kann an der Änderung nicht teilnehmen.

## Reasons: upgrades
reason-no-upgrade-path = Von diesem Abonnement führt kein Upgrade zu jenem Plan.
reason-target-owned = Der Kunde hat schon ein Abonnement dieses Plans, vielleicht von einem anderen Partner oder anderswo gekauft.
reason-services-owned = Der Kunde hat die Dienste, die das Upgrade brächte, schon, vielleicht von einem anderen Partner oder anderswo gekauft.
    .facts = Es sind { $services }.
reason-all-licences-move = Ein Upgrade eines klassischen Abonnements nimmt alle Lizenzen mit; keine kann zurückbleiben.
reason-licence-conflict = Mehr Benutzer haben Lizenzen, als gekauft wurden.
    .facts = Benutzer: { $users }; Lizenzen: { $seats }.
reason-not-set-up = Das Abonnement ist noch nicht vollständig eingerichtet.
reason-service-incident = Einer der Dienste dieses Abonnements hat eine Störung.
    .facts = Es betrifft { $services }.
reason-upgrade-running = Für einen anderen Plan läuft schon ein Upgrade.
reason-credit-check-pending = Eine Bonitätsprüfung steht aus.
reason-not-eligible = Für das Abonnement ist derzeit kein Upgrade möglich.
reason-several-subscriptions = Der Kunde hat zwei oder mehr Abonnements desselben Produkts.
reason-prepaid-plan = Der Plan wurde im Voraus bezahlt, etwa mit einem Produktschlüssel.
    .facts = Er ist bezahlt bis { $paid_until }.
reason-government-or-nonprofit = Pläne für Behörden und gemeinnützige Organisationen werden nicht automatisch hochgestuft.
reason-service-busy = Der Dienst ist damit beschäftigt, viele Abonnements zu aktualisieren.
reason-data-would-be-lost = Dem anderen Plan fehlt ein Dienst, in dem Benutzer des jetzigen Plans Daten haben.
    .facts = Verloren ginge: { $data }.
reason-has-add-on = Das Abonnement hat ein Add-On.
reason-unpaid-balance = Es gibt einen offenen Betrag.
    .facts = Es sind { $amounts }.
reason-too-many-assigned = Mehr Benutzer haben Lizenzen, als das automatische Upgrade umzieht.
    .facts = { $users } haben eine; das automatische Upgrade zieht weniger als { $limit } um.
reason-seats-not-possible = Diese Zahl von Lizenzen ist bei diesem Upgrade nicht möglich.
reason-target-not-active = Das Abonnement, in das gewechselt werden soll, ist nicht aktiv.
reason-target-is-source = Quelle und Ziel des Upgrades sind dasselbe Abonnement.
reason-target-ends-first = Das Abonnement, in das gewechselt werden soll, endet vor dem jetzigen.
    .facts = Es endet am { $ends }, das jetzige am { $source_ends }.
reason-target-in-window = Das Abonnement, in das gewechselt werden soll, kann noch gekündigt werden; bis dahin zieht nichts dorthin um.
    .facts = Das ist bis { $window_ends }.
reason-target-term-shorter = Das Abonnement, in das gewechselt werden soll, hat eine kürzere Laufzeit als das jetzige.
reason-target-offer-differs = Das Abonnement, in das gewechselt werden soll, gehört zu einem anderen Angebot.

## Reasons: charges
reason-charge-unknown = Diese Abrechnungszeile gibt es nicht.
reason-correction-too-large = Es käme mehr zurück, als berechnet ist.
    .facts = Höchstens { $most } können zurückkommen; gefordert waren { $asked }.
reason-promotion-seats = Die Aktion gilt nicht für so viele Lizenzen.
    .facts = Mit der Aktion können es { $max } sein.

## Reasons: users and licences
reason-principal-name-taken = Ein anderer Benutzer hat diesen Anmeldenamen schon.
    .facts = Der Name ist { $value }.
reason-user-deleted = Der Benutzer ist gelöscht.
reason-restore-too-late = Die Zeit, in der der Benutzer wiederhergestellt werden konnte, ist vorbei.
    .facts = Sie endete am { $until }.
reason-plan-not-owned = Der Kunde hat kein Abonnement mit diesem Plan.
reason-no-seat-free = Es sind keine Lizenzen mehr frei.
    .facts = { $assigned } von { $seats } sind vergeben.
reason-usage-location-missing = Der Benutzer hat keinen Nutzungsort, und ohne ihn kann keine Lizenz vergeben werden.
reason-service-held = Der Benutzer hat einen der Dienste schon aus einem anderen Plan.
reason-licence-not-held = Der Benutzer hat diese Lizenz nicht.
reason-service-unknown = Der Plan hat keinen solchen Dienst.
reason-licence-of-other-seller = Die Lizenzen gehören zum Abonnement eines anderen Verkäufers.
reason-not-assignable = Lizenzen dieses Plans werden nicht an Benutzer vergeben.
reason-seats-in-use = Benutzer haben diese Lizenzen.
    .facts = { $free } sind frei.

## Why a promotion is not to be had
promotion-invalid-catalog-item-id = Der Katalog hat keinen solchen Artikel.
promotion-invalid-promotion = Für diesen Artikel, diesen Kunden und diesen Tag gibt es keine solche Aktion.
promotion-no-promotions-available = Für diesen Artikel gibt es derzeit keine Aktion.
promotion-offer-purchased-previously = Die Aktion gilt für einen ersten Kauf, und der Kunde hatte das Angebot schon.
promotion-prerequisite-product-ownership = Die Aktion verlangt ein anderes Produkt, das der Kunde nicht hat.
promotion-redemption-limit = Der Kunde hat die Aktion auf so vielen Abonnements, wie er darf.
promotion-seat-count = Die Aktion gilt nicht für so viele oder nicht für so wenige Lizenzen.
promotion-term = Die Aktion gilt für eine andere Laufzeit oder eine andere Abrechnungsweise.

## When a reason clears by itself
clears-at = Das erledigt sich von selbst am { $at }.

## Remedies
remedy-ask-role = Fragen Sie jemanden mit einer dieser Rollen: { $roles }.
remedy-request-delegation = Fordern Sie delegierte Administratorrechte an; ein globaler Administrator des Kunden nimmt die Einladung an.
remedy-request-relationship = Senden Sie dem Kunden zuerst eine Einladung zu einer Handelsbeziehung.
remedy-confirm-agreement = Bestätigen Sie, dass der Kunde die Kundenvereinbarung angenommen hat.
remedy-ask-seller = Fragen Sie den Partner, der das Abonnement verkauft hat.
remedy-ask-operator = Fragen Sie, wer diese Installation betreibt.
remedy-cancel-where-bought = Lassen Sie das andere Abonnement dort kündigen, wo es gekauft wurde; das kann ein anderer Partner oder ein anderer Weg sein.
remedy-cancel-subscription = Kündigen Sie zuerst Abonnement { $subscription }, oder setzen Sie es aus.
remedy-reactivate = Reaktivieren Sie Abonnement { $subscription }.
remedy-choose-offer = Wählen Sie ein anderes Angebot: { $offers }.
remedy-choose-quantity = Wählen Sie eine Zahl von Lizenzen von { $min } bis { $max }.
remedy-choose-term = Wählen Sie eine dieser Laufzeiten: { $terms }.
remedy-choose-billing = Wählen Sie eine dieser Arten der Abrechnung: { $plans }.
remedy-choose-date = Wählen Sie eines dieser Daten: { $dates }.
remedy-choose-value = Senden Sie einen anderen Wert; das Feld nimmt { $expected }.
remedy-accept-attestation = Nehmen Sie die Erklärung an und wiederholen Sie die Bestellung.
remedy-buy-from-base = Kaufen Sie das Add-On beim Basisabonnement: { $subscriptions }.
remedy-buy-first = Kaufen Sie zuerst eines dieser Angebote: { $offers }.
remedy-buy-elsewhere = Kaufen Sie es hier: { $place }.
remedy-ask-publisher = Fragen Sie den Herausgeber, { $publisher }.
remedy-wait = Warten Sie und versuchen Sie es noch einmal.
remedy-schedule-for-renewal = Planen Sie die Änderung für die Verlängerung am { $renews_on }.
remedy-switch-auto-renew-off = Schalten Sie die automatische Verlängerung aus, dann endet das Abonnement mit seiner Laufzeit.
remedy-switch-auto-renew-on = Schalten Sie die automatische Verlängerung ein.
remedy-suspend = Setzen Sie das Abonnement stattdessen aus.
remedy-finish-set-up = Schließen Sie die Einrichtung auf der Seite des Herausgebers ab (mit dem Aktivierungslink des Abonnements): { $link }
remedy-resolve-licence-conflict = Nehmen Sie Benutzern Lizenzen, oder kaufen Sie welche dazu, zusammen { $users_too_many }.
remedy-buy-seats = Kaufen Sie Lizenzen dazu: mindestens { $seats }.
remedy-remove-add-ons = Entfernen Sie zuerst die Add-Ons: { $subscriptions }.
remedy-pay = Bezahlen Sie den offenen Betrag mit „Jetzt bezahlen“: { $amounts }.
remedy-see-service-health = Sehen Sie beim Dienststatus nach, und versuchen Sie es wieder, wenn der Dienst läuft.
remedy-change-by-hand = Wechseln Sie von Hand: den neuen Plan kaufen, die Benutzer umziehen, den alten Plan kündigen.
remedy-back-up-data = Sichern Sie die Daten der Benutzer, bevor Sie von Hand wechseln.
remedy-contact-support = Fragen Sie den Support.
remedy-confirm = Bestätigen Sie, dass es so gemeint ist.
remedy-give-reason = Geben Sie einen Grund an.
remedy-set-usage-location = Geben Sie dem Benutzer einen Nutzungsort.
remedy-remove-licence = Nehmen Sie dem Benutzer zuerst die andere Lizenz.
remedy-convert-trial = Wandeln Sie die Testversion um.
remedy-change-order = Ändern Sie die Häufigkeit der Abrechnung für die ganze Bestellung.
remedy-read-again = Lesen Sie es neu, und wiederholen Sie die Änderung an dem, was jetzt da ist.
remedy-quote-again = Fordern Sie ein neues Angebot an, und lösen Sie dieses ein.
remedy-try-again = Versuchen Sie es ab { $at } noch einmal.

## Who can apply a remedy
who-caller = Sie
who-partner = Der Partner
who-customer = Ein Administrator des Kunden
who-other-seller = Der andere Verkäufer
who-publisher = Der Herausgeber
who-support = Der Support
who-time = Die Zeit

## Roles
role-global-admin = globaler Administrator
role-user-management-admin = Benutzerverwaltungsadministrator
role-admin-agent = Administrator-Agent
role-sales-agent = Vertriebs-Agent
role-helpdesk-agent = Helpdesk-Agent
role-billing-admin = Abrechnungsadministrator
role-customer-global-admin = globaler Administrator des Kunden
role-customer-billing-admin = Abrechnungsadministrator des Kunden
role-customer-licence-admin = Lizenzadministrator des Kunden
role-customer-user-admin = Benutzeradministrator des Kunden
role-publisher = Programm eines Herausgebers

## Notices
notice-prepaid-rest = Vom vorausbezahlten Plan zählen { $credited } für den neuen. Verloren, weil der neue Plan weniger kostet: { $lost }.
notice-refund-on-invoice = { $amount } kommen als Gutschrift auf der Rechnung vom { $invoice_on } zurück.
notice-refund-to-card = { $amount } kommen innerhalb von { $days } Tagen auf die Karte zurück, mit der bezahlt wurde.
notice-schedule-lost = Die für die Verlängerung geplante Änderung ist entfallen, weil das Abonnement geändert wurde. Sie kann neu geplant werden.
notice-fewer-licences-than-users = Nur { $seats } von { $users } Benutzern, die umziehen müssen, bekommen eine Lizenz.
notice-licence-conflict = Benutzer über die Lizenzen hinaus: { $users_too_many }. Nehmen Sie bis { $until } Lizenzen zurück, oder kaufen Sie welche dazu.
notice-service-choices-reset = Dienste, die für Benutzer abgeschaltet sind, werden wieder eingeschaltet. Die Einstellungen stehen in einer Liste und können neu getroffen werden.
notice-reassign-by-hand = Lizenzen ziehen hier nicht von selbst um; geben Sie sie den Benutzern von Hand.
notice-credit-check = Zuerst kommt eine Bonitätsprüfung, die bis { $until } endet. Bis dahin behalten die Benutzer, was sie haben.
notice-access-lost = Die Benutzer verlieren den Zugang sofort, und er kann nicht wiederhergestellt werden.
notice-cancels-at-renewal = Das Abonnement wird zur Verlängerung gekündigt; sein letzter Tag ist der { $last_day }.
notice-deleted-unless-reactivated = Die Daten werden am { $at } gelöscht, wenn das Abonnement nicht reaktiviert wird.

## Findings of an upgrade
finding-service-switched-on = Der Dienst war für diesen Benutzer abgeschaltet und ist wieder an. Schalten Sie ihn wieder ab, wenn das noch gilt.
finding-no-seat-left = Für diesen Benutzer war keine Lizenz mehr da. Kaufen Sie eine dazu, und geben Sie sie dem Benutzer.
finding-no-usage-location = Der Benutzer hat keinen Nutzungsort. Setzen Sie ihn, und geben Sie dann die Lizenz.
finding-service-held-elsewhere = Der Benutzer hat den Dienst schon aus einem anderen Abonnement. Nehmen Sie eine der beiden Lizenzen zurück.
finding-assign-by-hand = Geben Sie diesem Benutzer die neue Lizenz von Hand.

## Stages of an upgrade
stage-credit-check = Eine Kreditprüfung läuft; bis dahin behalten die Benutzer, was sie haben.
stage-provisioning = Das neue Abonnement wird eingerichtet.
stage-moving = Benutzer ziehen um: { $done } von { $total } sind fertig.
stage-closing = Alle sind umgezogen; das alte Abonnement wird geschlossen.
stage-completed = Das Upgrade ist abgeschlossen.
stage-completed-with-work = Das Upgrade ist abgeschlossen; { $work } Dinge sind noch von Hand zu tun.
stage-failed = Das Upgrade wurde aufgegeben; das Abonnement ist, wie es war.

## Upgrading by hand
own-by-hand-some-users = Um nur einige Benutzer umzustellen, kaufen Sie zuerst den neuen Plan und stellen Sie die Benutzer dann um; ist der Plan schon da, genügt das Umstellen.
own-by-hand-fewer-services = Ein Plan mit weniger Diensten ist nur von Hand zu erreichen. Benutzer verlieren die Daten der Dienste, die ihm fehlen; sichern Sie sie vorher.

## Events
event-customer-created = Das Konto wurde eröffnet.
event-billing-profile-changed = Das Abrechnungsprofil wurde geändert.
event-relationship-changed = Die Beziehung zu einem Partner änderte sich.
event-balance-overdue = Ein Betrag wurde überfällig.
event-balance-paid = Ein überfälliger Betrag wurde bezahlt.
event-service-health-changed = Der Zustand eines Dienstes änderte sich.
event-service-busy = Es wurde gemeldet, ob der Dienst ausgelastet ist.
event-cart-saved = Ein Warenkorb wurde gespeichert.
event-cart-expired = Ein Warenkorb ist abgelaufen.
event-cart-ordered = Ein Warenkorb wurde bestellt.
event-order-placed = Eine Bestellung wurde aufgegeben.
event-order-line-added = Ein Add-On wurde einer Bestellung hinzugefügt.
event-subscription-started = Ein Abonnement begann.
event-set-up-completed = Die Einrichtung auf der Seite des Herausgebers wurde abgeschlossen.
event-plan-changed = Der Plan des Abonnements wurde geändert.
event-operation-started = Der Herausgeber wurde über eine Änderung unterrichtet.
event-operation-ended = Der Vorgang des Herausgebers wurde beendet.
event-change-rolled-back = Der Herausgeber widersprach, und die Änderung wurde zurückgenommen.
event-provisioning-changed = Es wurde gemeldet, ob die Dienste eingerichtet sind.
event-renamed = Der Name wurde geändert.
event-reseller-changed = Der indirekte Händler wurde geändert.
event-seats-added = Lizenzen wurden hinzugefügt.
event-seats-removed = Lizenzen wurden zurückgegeben.
event-cycle-started = Ein Abrechnungszeitraum begann.
event-suspended = Das Abonnement wurde ausgesetzt.
event-reactivated = Das Abonnement wurde wieder aktiviert.
event-auto-renew-changed = Die automatische Verlängerung wurde umgestellt.
event-change-scheduled = Eine Änderung wurde für die Verlängerung geplant.
event-schedule-removed = Die geplante Änderung wurde zurückgenommen.
event-schedule-dropped = Die geplante Änderung entfiel durch eine andere Änderung.
event-billing-plan-saved = Die Abrechnung ab der nächsten Belastung wurde gespeichert oder zurückgenommen.
event-term-replaced = Die Laufzeit wurde ersetzt.
event-cancellation-scheduled = Die Kündigung zur Verlängerung wurde geplant oder zurückgenommen.
event-cancelled = Das Abonnement wurde gekündigt.
event-renewed = Das Abonnement wurde verlängert.
event-trial-converted = Die Testversion wurde zum bezahlten Abonnement.
event-expired = Die Laufzeit endete ohne Verlängerung.
event-disabled = Die Benutzer wurden ausgesperrt; die Daten bleiben vorerst erhalten.
event-deleted = Das Abonnement wurde gelöscht.
event-upgrade-started = Ein Upgrade begann.
event-credit-check-passed = Die Kreditprüfung wurde bestanden.
event-upgrade-provisioned = Das neue Abonnement ist bereit, und die Benutzer beginnen umzuziehen.
event-users-moved = Eine Gruppe von Benutzern ist umgezogen.
event-move-finished = Alle sind umgezogen.
event-source-closed = Das alte Abonnement wurde durch sein Upgrade geschlossen.
event-seats-transferred = Lizenzen gingen an ein anderes Abonnement.
event-offer-changed = Das Abonnement wechselte das Angebot.
event-upgrade-completed = Das Upgrade wurde abgeschlossen.
event-upgrade-failed = Das Upgrade wurde aufgegeben.
event-migration-started = Eine Migration zu New Commerce begann.
event-migration-completed = Eine Migration zu New Commerce wurde abgeschlossen.
event-migration-scheduled = Eine Migration zu New Commerce wurde geplant.
event-migration-schedule-ended = Eine geplante Migration wurde ausgeführt, zurückgenommen oder konnte nicht ausgeführt werden.
event-user-created = Ein Benutzer wurde angelegt.
event-user-changed = Ein Benutzer wurde geändert.
event-user-deleted = Ein Benutzer wurde gelöscht.
event-user-restored = Ein Benutzer wurde wiederhergestellt.
event-licences-changed = Lizenzen eines Benutzers wurden geändert.

## Bills
derivation-cycle = { $formula } = { $exact }, gerundet nach { $rounding } unter Richtlinie { $policy } auf { $amount }.
derivation-days = { $days } von { $of } Tagen × { $formula } = { $exact }, gerundet nach { $rounding } unter Richtlinie { $policy } auf { $amount }.
derivation-months = { $months } von { $of } Monaten × { $formula } = { $exact }, gerundet nach { $rounding } unter Richtlinie { $policy } auf { $amount }.
derivation-months-cut = ({ $months } Monate + { $days } von { $of } Tagen) von { $months_of } Monaten × { $formula } = { $exact }, gerundet nach { $rounding } unter Richtlinie { $policy } auf { $amount }.
derivation-months-and-days = { $days } von { $of } Tagen × { $months } von { $months_of } Monaten × { $formula } = { $exact }, gerundet nach { $rounding } unter Richtlinie { $policy } auf { $amount }.
derivation-reversal = Eine frühere Zeile wird ganz zurückgenommen: { $amount }.
derivation-everything = Alles, was für den Zeitraum berechnet war, kommt zurück: { $amount }.
derivation-free = Für diese Tage wird nichts berechnet.
derivation-capped = { $days } von { $of } Tagen × { $formula } = { $exact }, aber nicht mehr als { $most }: { $amount }.
derivation-entered = Als Korrektur eingegeben: { $reason }.
rounding-r1 = Der Betrag eines Tages für alle Lizenzen wird auf die kleinste Einheit der Währung gerundet und dann mit den Tagen multipliziert.
rounding-r2 = Der Einzelpreis eines Tages wird auf eine Stelle mehr gerundet, als die Währung hat, dann die Zeile auf die Stellen der Währung.
rounding-r3 = Alles wird genau gerechnet, und die Zeile wird kaufmännisch auf die Stellen der Währung gerundet.
rounding-r4 = Der Einzelpreis für die Tage wird genau gerechnet und kaufmännisch gerundet, dann mit den Lizenzen multipliziert.
rounding-n1 = Der Einzelpreis für die Tage wird nach den Stellen der Währung abgeschnitten, dann mit den Lizenzen multipliziert.
rounding-n2 = Alles wird genau gerechnet, und die Zeile wird nach den Stellen der Währung abgeschnitten.
explain-line = { $kind } für { $first } bis { $last }: { $amount }.
explain-rule = Regel { $rule }: { $title }.
explain-event = Folgt aus Ereignis { $seq } vom { $at }: { $text }
explain-invoice = Steht auf der Rechnung { $number } vom { $date }.
explain-waits = Wartet auf die Rechnung vom { $date }.
term-end-renews = Verlängert sich am { $on } mit { $seats } Lizenzen für { $price }.
term-end-renews-free = Verlängert sich am { $on } mit { $seats } Lizenzen; an diesem Tag wird nichts berechnet.
term-end-ends = Endet am { $on }.

## Fields of our own addresses
takes-partner = die Domäne oder die ID eines Partners dieser Installation

## Faults of the request
fault-unauthenticated = Die Anfrage trägt kein oder kein gültiges Zugriffstoken. Holen Sie eines vom Token-Endpunkt, und senden Sie es als „Authorization: Bearer …“.
fault-token-expired = Das Zugriffstoken ist abgelaufen. Holen Sie ein neues vom Token-Endpunkt.
fault-wrong-audience = Das Zugriffstoken wurde für einen anderen Empfänger ausgestellt. Fordern Sie eines an, das für diese API bestimmt ist.
fault-input = Die Anfrage hat Felder, die fehlen oder nicht stimmen; jedes ist mit dem genannt, was es annimmt.
fault-customer-id = Der Kunde in der Adresse ist keine ID in der Form einer GUID.
fault-no-resource = Unter dieser Adresse ist nichts.
fault-method = Diese Adresse nimmt diese Methode nicht an; sie nimmt { $methods }.
fault-not-acceptable = Die Antwort ist JSON. Senden Sie „Accept: application/json“ oder keinen Accept-Kopf.
fault-media-type = Der Inhalt muss JSON sein. Senden Sie ihn mit „Content-Type: application/json“.
fault-too-large = Der Inhalt ist größer als { $max } Bytes. Senden Sie weniger auf einmal.
fault-too-deep = Der Inhalt ist tiefer als { $max } Ebenen verschachtelt.
fault-headers-too-large = Die Kopfzeilen sind zusammen größer als { $max } Bytes.
fault-address-too-long = Die Adresse ist länger als { $max } Bytes.
fault-too-slow = Der Inhalt kam nicht innerhalb von { $seconds } Sekunden.
fault-broken-json = Der Inhalt ist kein gültiges JSON: Zeile { $line }, Spalte { $column }.
fault-request-reused = Diese Anfrage-ID wurde schon für eine andere Anfrage verwendet. Nehmen Sie für eine neue Anfrage eine neue ID.
fault-busy = Andere ändern diesen Kunden gerade auch. Versuchen Sie es mit derselben Anfrage-ID noch einmal.
fault-real-clock = Dieses System läuft nach der wirklichen Uhr, und die lässt sich nicht verstellen.
fault-clock-target = Die Uhr geht nur vorwärts und nicht über das Jahr 9999 hinaus.
fault-purchase-token = Das Kauftoken fehlt, gilt nicht für diesen Herausgeber oder ist zu alt.
fault-internal = Bei uns ist etwas schiefgegangen; diese Anfrage hat nichts geändert. Versuchen Sie es mit derselben Anfrage-ID noch einmal, und nennen Sie dem Support die Korrelations-ID, wenn es so bleibt.
fault-too-many-tests = Sie dürfen zwei Tests pro Minute anfordern. Versuchen Sie es in { $seconds } Sekunden erneut.
fault-no-webhook = Es gibt keine Registrierung für Webhooks. Legen Sie zuerst eine an.
fault-webhook-exists = Es gibt schon eine Registrierung für Webhooks. Ändern Sie sie mit PUT, oder löschen Sie sie zuerst.
fault-not-for-tests = Die Registrierung verlangt „test-created“ nicht. Fügen Sie es zuerst den Ereignissen hinzu.
fault-app-only = Eine Anwendung allein darf das nicht. Melden Sie sich als Person an.
fault-no-entitlement = Eine solche Berechtigung gibt es nicht.
fault-no-product = Dieses Produkt gibt es in diesem Markt nicht.
fault-no-sku = Das Produkt hat in diesem Markt keine solche SKU.
fault-no-availability = Die SKU hat in diesem Markt keine solche Verfügbarkeit.
fault-use-products = Das ist die ID eines Produkts. Fragen Sie unter der Adresse der Produkte danach.
fault-not-for-classic = Für klassische Abonnements ist das nicht möglich.
fault-line-numbers = Die Zeilen müssen mit 0, 1, 2 und so weiter nummeriert sein.
fault-suspend-subscription = Eine Bestellung wird nicht ausgesetzt; setzen Sie ihre Abonnements aus.
fault-cancel-subscription = Eine Bestellung wird nicht gekündigt; kündigen Sie ihre Abonnements.

## Fields
field-missing = { $field } fehlt; es nimmt { $takes }.
field-kind = { $field } ist von der falschen Art; es nimmt { $takes }.
field-value = { $field } liegt außerhalb dessen, was es annimmt: { $takes }.
field-body = Der Inhalt
takes-number = eine ganze Zahl von { $min } bis { $max }
takes-text = Text von { $min } bis { $max } Zeichen
takes-flag = true oder false
takes-guid = eine ID in der Form einer GUID
takes-instant = Datum und Uhrzeit nach ISO 8601, in UTC, wenn kein Abstand dabeisteht
takes-day = ein Datum nach ISO 8601
takes-one-of = eines von { $words }
takes-object = ein Objekt
takes-list = eine Liste von { $min } bis { $max } Einträgen
takes-plan-or-quantity = planId oder quantity, nicht beides
takes-email = eine E-Mail-Adresse
takes-domain = einen Domänennamen
takes-country = einen Ländercode aus zwei Buchstaben
takes-culture = eine Kultur wie de-DE
takes-language = einen Sprachcode wie de
takes-one-day = eines von targetDate und migrateOnRenewal
takes-offer = eine Angebots-ID oder eine Katalogartikel-ID
takes-principal-name = einen Anmeldenamen in der Form name@domäne
takes-duration = eine Dauer nach ISO 8601 wie P1M oder PT2H
takes-clock = genau eines von advanceBy, advanceTo und toNextEvent
takes-change = eine Änderung mit einem "command" und dessen Feldern
takes-filter = einen Filter mit Field, Value und Operator
takes-row-filter = einen Filter aus Feldern mit eq oder ne und einem Wert in einfachen Anführungszeichen, verbunden durch and, or und Klammern
takes-none = nichts
takes-amount = einen Betrag über null mit nicht mehr Nachkommastellen, als die Währung hat
takes-payment-reference = eine Referenz, die keine andere Zahlung hat
takes-own-invoice = eine eigene Rechnung in der Währung der Zahlung
takes-webhook-url = eine Adresse, die mit https:// beginnt und nicht in das Netz dieser Installation führt
takes-audit-span = ein Datum der letzten 90 Tage, etwa 2021-06-15 oder 06/15/2021 13:00:00, und ein Ende nach dem Anfang

estimate-title-current = Gebühren des laufenden Zeitraums
estimate-title-previous = Gebühren des vorherigen Zeitraums
estimate-description = Käufe, Verlängerungen, Änderungen und Gutschriften, die noch auf keiner Rechnung stehen.

# Anmelden.
fault-token-revoked = Das Token wurde widerrufen; melden Sie sich neu an.
signin-title = Anmelden
signin-lead = { $application } bittet Sie, sich anzumelden.
signin-lead-owner = { $application } von { $owner } bittet Sie, sich anzumelden.
signin-name = Benutzername
signin-password = Passwort
signin-submit = Anmelden
signin-cancel = Abbrechen
signin-incomplete = Geben Sie Ihren Benutzernamen und Ihr Passwort ein.
signin-wrong = Der Benutzername oder das Passwort ist falsch.
signin-wait = Zu viele Versuche sind fehlgeschlagen. Versuchen Sie es in { $minutes } Minuten noch einmal.
signin-done-title = Sie sind angemeldet
signin-done-lead = Gehen Sie weiter zu der Anwendung, die Sie hierher geschickt hat.
signin-done-submit = Weiter
signin-trouble-title = Sie können sich hier nicht anmelden
signin-trouble-request = Die Adresse, die Sie hierher geführt hat, ist fehlerhaft. Gehen Sie zurück zur Anwendung und versuchen Sie es noch einmal.
signin-trouble-application = Die Anwendung, die Sie hierher geschickt hat, ist nicht bekannt. Fragen Sie, wer sie betreibt.
signin-trouble-address = Die Anwendung, die Sie hierher geschickt hat, nannte eine Rücksprungadresse, die für sie nicht eingetragen ist. Fragen Sie, wer sie betreibt.

# Identitäten und Sitzungen.
fault-identity-unknown = Eine solche Identität gibt es in Ihrer Organisation nicht.
fault-identity-taken = Ihre Organisation hat schon eine Identität dieser Art und dieses Namens; wählen Sie einen anderen Namen.
fault-identity-configured = Diese Identität steht in der Konfigurationsdatei und wird dort geändert; hier kann sie nur gesperrt und entsperrt werden.
fault-identity-own = Das sind Sie selbst: Jemand anders muss diese Identität sperren, entfernen oder einschränken.
fault-secret-unknown = Ein solches Geheimnis gibt es nicht.
fault-secrets-many = Es gibt schon so viele Geheimnisse, wie es geben kann; entfernen Sie zuerst eines.
fault-public-secret = Eine öffentliche Anwendung hat kein Geheimnis.
fault-session-unknown = Eine solche Sitzung gibt es in Ihrer Organisation nicht.
takes-identity-name = 1 bis 256 Zeichen ohne Leerzeichen
takes-identity-kind = application oder agent bei einem Partner, customerAdmin bei einem Kunden
takes-identity-roles = Rollen von Partnern für Identitäten eines Partners, Rollen von Kunden für die eines Kunden
takes-redirect-uris = höchstens 20 Adressen mit https, oder mit http auf dem eigenen Rechner des Lesers, nur für Anwendungen
takes-future-instant = ein Datum mit Uhrzeit, das nicht vorbei ist
takes-public-application = true, nur für Anwendungen
takes-description = höchstens 256 Zeichen
takes-password = 12 bis 256 Zeichen, nur für Personen; Geheimnisse von Anwendungen werden hier gemacht

## The sample landing page of a publisher
sample-title = Kestrel Software: Einrichtung abschließen
sample-intro = Das ist die Seite eines erfundenen Herausgebers. Sie tut, was die Seite eines Herausgebers tut, wenn jemand dem Einrichtungslink eines Kaufs folgt.
sample-plan = Plan
sample-quantity = Lizenzen
sample-customer = Kunde
sample-subscription = Abonnement
sample-open = Die Einrichtung ist offen. Bis sie abgeschlossen ist, wird nichts berechnet.
sample-activate = Einrichtung abschließen
sample-done = Die Einrichtung ist abgeschlossen. Das Abonnement wird genutzt.
sample-over = Dieses Abonnement ist beendet.
sample-invalid = Dieser Link gilt nicht mehr. Öffnen Sie den Einrichtungslink des Abonnements noch einmal.
