//! Orders and their lines. Lines are rows of their own, because add-ons bought later are added to an order.

use seatwright_domain::ids::{CustomerId, OrderId};
use seatwright_domain::order::{Order, OrderLine};

use super::document;
use crate::error::StoreError;
use crate::statement::{Guard, Write, statements};

statements! {
    /// A new order, without its lines.
    INSERT_ORDER = "INSERT INTO orders (customer_id, id, partner_id, placed_at, document) VALUES ($1, $2, $3, $4, $5)";
    /// A line of an order.
    INSERT_ORDER_LINE = "INSERT INTO order_lines (customer_id, order_id, number, subscription_id, document)
        VALUES ($1, $2, $3, $4, $5)";

    /// One order.
    SELECT_ORDER = "SELECT document FROM orders WHERE customer_id = $1 AND id = $2";
    /// The lines of an order.
    SELECT_ORDER_LINES = "SELECT document FROM order_lines WHERE customer_id = $1 AND order_id = $2 ORDER BY number";
    /// A page of a customer's orders, by id, which is by age.
    SELECT_ORDERS = "SELECT document FROM orders
        WHERE customer_id = $1 AND id > $2 AND ($3 IS NULL OR partner_id = $3) ORDER BY id LIMIT $4";
}

/// The writes for a new order.
pub(crate) fn insert(customer: CustomerId, order: &Order) -> Result<Vec<Write>, StoreError> {
    let mut bare = order.clone();
    bare.lines.clear();
    let values = vec![
        customer.0.into(),
        order.id.0.into(),
        order.seller.partner().map(|id| id.0).into(),
        order.placed_at.into(),
        document("order", &bare)?.into(),
    ];
    let mut writes = vec![Write::one(&INSERT_ORDER, values, Guard::Rows(1))];
    for line in &order.lines {
        writes.push(insert_line(customer, order.id, line)?);
    }
    Ok(writes)
}

/// The write for another line of an order.
pub(crate) fn insert_line(
    customer: CustomerId,
    order: OrderId,
    line: &OrderLine,
) -> Result<Write, StoreError> {
    let values = vec![
        customer.0.into(),
        order.0.into(),
        line.number.into(),
        line.subscription.0.into(),
        document("order line", line)?.into(),
    ];
    Ok(Write::one(&INSERT_ORDER_LINE, values, Guard::Rows(1)))
}
