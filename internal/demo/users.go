package demo

import (
	"context"
	"fmt"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
)

// Password is the password of every demonstration account. They are meant to be tried, not to be kept.
const Password = "manyi-demo-2026"

const adminLogin = "admin"

// Login is an account of the demonstration.
type Login struct {
	Login    string
	Name     i18n.Text
	Role     auth.Role
	Unit     string // code; empty: all units
	Password string
}

// Logins lists the accounts, one for each way to look at the demonstration.
func Logins() []Login {
	return []Login{
		{adminLogin, i18n.Text{"zh": "系统管理员", "en": "Administrator"}, auth.Administrator, "", Password},
		{"sm", i18n.Text{"zh": "调查经理", "en": "Survey manager"}, auth.SurveyManager, "", Password},
		{"um", i18n.Text{"zh": "解放路网点负责人", "en": "Manager of the Jiefang Road outlet"}, auth.UnitManager, "B0101", Password},
		{"um2", i18n.Text{"zh": "城东支行负责人", "en": "Manager of the East City sub-branch"}, auth.UnitManager, "B01", Password},
		{"auditor", i18n.Text{"zh": "审计员", "en": "Auditor"}, auth.Auditor, "", Password},
		{"analyst", i18n.Text{"zh": "分析员", "en": "Analyst"}, auth.Analyst, "", Password},
	}
}

// makeUsers makes the accounts that are missing. An administrator made by a server's first start gets the
// password of the demonstration as long as nobody has chosen another.
func (s *Services) makeUsers(ctx context.Context, _ func(string)) error {
	tree, err := s.Directory.Tree(ctx, s.Directory.Today())
	if err != nil {
		return err
	}
	for _, l := range Logins() {
		grant := auth.Grant{Role: l.Role}
		if l.Unit != "" {
			u, ok := tree.ByCode(l.Unit)
			if !ok {
				return fmt.Errorf("user %s: there is no unit %s", l.Login, l.Unit)
			}
			grant.Unit = u.ID
		}
		have, err := s.Auth.UserByLogin(ctx, auth.System, l.Login)
		switch {
		case err == nil && have.MustChange:
			err = s.Auth.GivePassword(ctx, auth.System, have.ID, l.Password)
		case errs.Is(err, errs.NotFound):
			_, _, err = s.Auth.CreateUser(ctx, auth.System, auth.NewUser{
				Login: l.Login, Name: l.Name.In(i18n.ZH), Language: i18n.ZH, Grants: []auth.Grant{grant}, Password: l.Password,
			})
		}
		if err != nil {
			return err
		}
	}
	return nil
}
