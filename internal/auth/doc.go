// Package auth knows who somebody is and what he may do.
//
// A user has grants: a role, for all units or for one unit and what lies below it. One table
// (permission.go, printed in docs/permissions.md) says which role has which permission; everything
// else asks Actor.Can, Actor.Scope or Require. Scopes name units by id; whoever reads units expands
// them, since this package does not know the tree.
//
// Sessions are rows named by the hash of a random token that only the browser has. They end after
// twelve idle hours, after seven days, and at once when the user's password or grants change.
// A user whose password was given by another has no permission until he has changed it.
package auth
