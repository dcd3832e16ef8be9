package api

import (
	"bytes"
	"context"
	"net/http"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/outreach/poster"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
)

// posters is a PDF with the posters of a wave's open links: of the unit that is asked for and the surveyed units below
// it, else of all that the actor may see.
func (a *API) posters(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	v, err := a.view(ctx, auth.LinkRead, r.PathValue("code"))
	if err != nil {
		return err
	}
	size := poster.Size(q.Get("size"))
	switch size {
	case "":
		size = poster.A5
	case poster.A4, poster.A5:
	default:
		return errs.New(errs.Invalid, "poster.size").At("size")
	}
	lang := language(ctx)
	switch wanted := i18n.Lang(q.Get("lang")); wanted {
	case "":
	case i18n.ZH, i18n.EN:
		lang = wanted
	default:
		return errs.New(errs.Invalid, "poster.language").At("lang")
	}
	units, name := v.surveyed(), v.wave.Code
	if code := q.Get("unit"); code != "" {
		u, err := v.unitOf(code)
		if err != nil {
			return err
		}
		units, name = v.under(u), name+"-"+u.Code
	}
	sheets, err := a.sheets(ctx, v, units, lang)
	if err != nil {
		return err
	}
	var file bytes.Buffer
	err = poster.Write(&file, poster.Document{
		Title: i18n.T(lang, "poster.document", map[string]any{"wave": v.wave.Name.In(lang)}), Size: size, Made: a.Now().In(a.Config.Zone), Sheets: sheets,
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+"-posters-"+string(size)+`.pdf"`)
	_, err = file.WriteTo(w)
	return err
}

// under lists the surveyed units of u, itself included, that the actor may see.
func (v *view) under(u *programme.Unit) []*programme.Unit {
	var list []*programme.Unit
	for _, one := range v.tree.Surveyed(u) {
		if v.unit(one.ID) {
			list = append(list, one)
		}
	}
	return list
}

// sheets are the posters of the units that have a link, in their order. They say what the respondent page says.
func (a *API) sheets(ctx context.Context, v *view, units []*programme.Unit, lang i18n.Lang) ([]poster.Sheet, error) {
	links, err := a.Outreach.Links(ctx, v.wave.ID)
	if err != nil {
		return nil, err
	}
	address := map[string]string{}
	for _, l := range links {
		address[l.Unit] = a.Config.URL("/q/" + l.Code)
	}
	version, err := a.Forms.ByID(ctx, v.wave.Questionnaire)
	if err != nil {
		return nil, err
	}
	programmes, err := a.programmeNames(ctx)
	if err != nil {
		return nil, err
	}
	say := func(key string) string { return i18n.T(lang, key, nil) }
	doc, level := version.Document, string(v.wave.Anonymity)
	sheet := poster.Sheet{
		Organisation: a.Config.Organisation, Title: doc.Title.In(lang), Scan: say("poster.scan"),
		Level: say("respond.level." + level), Promise: say("respond.promise." + level),
		Foot: v.wave.Name.In(lang) + " · " + v.wave.From + " – " + v.wave.To,
	}
	if doc.Minutes > 0 {
		sheet.Minutes = i18n.T(lang, "respond.minutes", map[string]any{"n": doc.Minutes})
	}
	list := []poster.Sheet{}
	for _, u := range units {
		if address[u.ID] == "" {
			continue
		}
		names := questionnaire.Names{Unit: u.Name, Wave: v.wave.Name, Programme: programmes[v.wave.Programme].Name}
		sheet.Unit, sheet.Link = u.Name.In(lang), address[u.ID]
		sheet.Why = version.Form.Fill(doc.Introduction.In(lang), lang, names, nil)
		list = append(list, sheet)
	}
	if len(list) == 0 {
		return nil, errs.New(errs.Conflict, "poster.none")
	}
	return list, nil
}
