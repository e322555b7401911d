"""How strictly the typed clients read. A value outside these sets costs the client its whole answer, so every answer that a
story reads goes through here. The sets are those that the client libraries know.
"""

from wire import Broken

STATUS = {"none", "active", "suspended", "deleted"}
BILLING_CYCLE = {"unknown", "monthly", "annual", "none", "one_time"}
BILLING_TYPE = {"none", "usage", "license"}
RELATIONSHIP = {"unknown", "none", "reseller", "advisor", "syndication"}
UPGRADE_TYPE = {"none", "upgrade_only", "upgrade_with_license_transfer"}
LINE_TYPE = {"none", "usage_line_items", "billing_line_items"}
PROVIDER = {"none", "office", "azure", "one_time", "marketplace", "all"}
DOCUMENT_TYPE = {"none", "invoice", "void_note", "adjustment_note"}
TRANSITION_TYPE = {"transition_only", "transition_with_license_transfer"}


class Reader:
    """A typed client's reader. `java` reads names exactly and maps of scalars; `dated` knows the words of 2021 only."""

    def __init__(self, java=False, dated=False):
        self.java, self.dated = java, dated

    def word(self, owner, name, known):
        value = owner.get(name, None)
        if value is None and name not in owner:
            return
        if value == "" or not isinstance(value, str):
            raise Broken(f"{name}: {value!r} is no word of an enumeration")
        if self.dated and value not in known:
            raise Broken(f"{name}: the client does not know {value!r}")

    def collection(self, body):
        for name in ("totalCount", "items"):
            if name not in body:
                raise Broken(f"the list has no {name}")
        if not isinstance(body["totalCount"], int) or not isinstance(body["items"], list):
            raise Broken("totalCount or items is of another kind")
        for link in (body.get("links") or {}).values():
            self.link(link)
        return body["items"]

    def link(self, link):
        uri = link["uri"]
        if not isinstance(link.get("headers"), list):
            raise Broken("the headers of a link are no list")
        if link["method"] != link["method"].upper():
            raise Broken("the method of a link is not in upper case")
        if uri.startswith("/v1/"):
            raise Broken(f"{uri} has a version, which the client adds once more")

    def links(self, resource):
        for link in (resource.get("links") or {}).values():
            self.link(link)
        if not resource.get("attributes", {}).get("objectType"):
            raise Broken("the resource does not say what it is")

    def customer(self, body):
        self.links(body)
        self.word(body, "relationshipToPartner", RELATIONSHIP)
        return body

    def offer(self, body):
        self.word(body, "billing", BILLING_TYPE)
        for cycle in body["supportedBillingCycles"]:
            self.word({"cycle": cycle}, "cycle", BILLING_CYCLE)
        return body

    def sku(self, body):
        if self.java:
            for name, value in (body.get("dynamicAttributes") or {}).items():
                if isinstance(value, (list, dict)):
                    raise Broken(f"dynamicAttributes.{name} is no scalar")
        return body

    def order(self, body):
        self.links(body)
        self.word(body, "billingCycle", BILLING_CYCLE)
        return body

    def subscription(self, body):
        self.links(body)
        self.word(body, "status", STATUS)
        self.word(body, "billingCycle", BILLING_CYCLE)
        self.word(body, "billingType", BILLING_TYPE)
        if body.get("contractType") != "subscription":
            raise Broken("contractType is something else than subscription")
        if not isinstance(body["quantity"], int) or not isinstance(body["autoRenewEnabled"], bool):
            raise Broken("quantity or autoRenewEnabled is of another kind")
        return body

    def upgrade(self, body):
        self.word(body, "upgradeType", UPGRADE_TYPE)
        for error in body["upgradeErrors"]:
            if not isinstance(error["code"], int) or self.dated and not 0 <= error["code"] <= 9:
                raise Broken(f"the client does not know the upgrade error {error['code']!r}")
        return body

    def invoice(self, body):
        self.word(body, "documentType", DOCUMENT_TYPE)
        for detail in body["invoiceDetails"]:
            self.word(detail, "invoiceLineItemType", LINE_TYPE)
            self.word(detail, "billingProvider", PROVIDER)
        return body

    def invoice_line(self, body):
        for name, known in (("invoiceLineItemType", LINE_TYPE), ("billingProvider", PROVIDER)):
            if name not in body:
                raise Broken(f"the client chooses the class of a line by {name}, which is missing")
            self.word(body, name, known)
        for name in ("mpnId", "tier2MpnId", "resellerMpnId"):
            if self.java and name in body:
                int(body[name])
        return body

    def error(self, answer):
        body = answer.json()
        for name in ("code", "description", "source"):
            if name not in body:
                raise Broken(f"the error has no {name}")
        int(body["code"])
        return body
