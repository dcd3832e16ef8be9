// Package customer owns the customer archive: persons and companies, how to reach them, and what they are to which unit.
//
// A customer has a code of the organisation's own, a name, contact points (phone, e-mail, address, id number), relations
// towards units with a stage, and attributes by a schema that the organisation configures. Who may read what is decided by
// the caller, who passes the units in reach.
//
// Personal data (D11): names stand in clear beside their pinyin initials, since they are searched by their beginning.
// Contact points are sealed with AES-256-GCM under a key of the key file, bound to their row; phones, e-mails and id numbers
// can be found by their exact value through a blind index, an HMAC under a key of its own. Reading them in clear, changing
// and erasing a person is audited in the transaction that does it.
//
// Customers come in by batches: a file is uploaded, checked (which writes nothing), loaded, and can be undone while nobody
// has touched its customers since. The states of a batch:
//
//	uploaded → checking → checked → importing → done → undoing → undone
//	                  checking, importing → stopping → cancelled, or failed
package customer
