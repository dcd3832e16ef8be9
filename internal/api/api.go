package api

import (
	"context"
	"net/http"
	"reflect"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"manyi.dev/manyi/internal/auth"
	"manyi.dev/manyi/internal/config"
	"manyi.dev/manyi/internal/db"
	"manyi.dev/manyi/internal/directory"
	"manyi.dev/manyi/internal/directory/customer"
	"manyi.dev/manyi/internal/errs"
	"manyi.dev/manyi/internal/i18n"
	"manyi.dev/manyi/internal/indicator"
	"manyi.dev/manyi/internal/indicator/definition"
	"manyi.dev/manyi/internal/insight"
	"manyi.dev/manyi/internal/outreach"
	"manyi.dev/manyi/internal/programme"
	"manyi.dev/manyi/internal/questionnaire"
	"manyi.dev/manyi/internal/response"
	"manyi.dev/manyi/internal/response/foreign"
)

// Version is the software version that figures name.
const Version = "0.1.0"

const prefix = "/api/v1"

// Services are what the API serves.
type Services struct {
	Config     *config.Config
	DB         *db.DB
	Auth       *auth.Service
	Directory  *directory.Service
	Customers  *customer.Service
	Systems    *indicator.Service
	Forms      *questionnaire.Service
	Programmes *programme.Service
	Outreach   *outreach.Service
	Responses  *response.Service
	Insight    *insight.Service
	Now        func() time.Time
	Demo       bool
	Stopping   <-chan struct{} // closed when the server shuts down
	Preview    PreviewFunc     // draws pages of questionnaires that are nowhere stored
}

// API is the HTTP interface.
type API struct {
	Services
	mux  *http.ServeMux
	huma huma.API
}

// New lays out the routes. The handler expects the session middleware of auth around it.
func New(s Services) *API {
	huma.DefaultArrayNullable = false
	huma.NewErrorWithContext = shapeError
	huma.NewError = func(status int, _ string, _ ...error) huma.StatusError { return &Problem{Status: status} }
	a := &API{Services: s, mux: http.NewServeMux()}
	c := huma.DefaultConfig("Manyi", "1")
	c.OpenAPIPath, c.DocsPath, c.SchemasPath = "", "", ""
	c.CreateHooks = nil
	c.Components = &huma.Components{Schemas: huma.NewMapRegistry("#/components/schemas/", schemaName)}
	a.huma = humago.New(a.mux, c)
	a.routes()
	return a
}

// schemaName tells apart the types that several packages call alike.
func schemaName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	name := huma.DefaultSchemaNamer(t, hint)
	switch {
	case t.Name() == "":
	case t.PkgPath() == reflect.TypeFor[foreign.Mapping]().PkgPath():
		return "Foreign" + name
	case t == reflect.TypeFor[indicator.Node](), t == reflect.TypeFor[indicator.Document](), t == reflect.TypeFor[indicator.Department]():
		return "Indicator" + name
	case t == reflect.TypeFor[questionnaire.Document](), t == reflect.TypeFor[questionnaire.SystemRef]():
		return "Questionnaire" + name
	}
	return name
}

// routes is the whole surface: method, path, permission, use case.
func (a *API) routes() {
	post(a, "/session", "login", public, a.login)
	del(a, "/session", "logout", anybody, a.logout)
	get(a, "/me", "me", anybody, a.me)
	put(a, "/me/password", "change-password", anybody, a.changePassword)
	put(a, "/me/language", "change-language", anybody, a.changeLanguage)
	get(a, "/status", "status", public, a.status)

	get(a, "/overview", "overview", auth.ProgrammeRead, a.overview)
	get(a, "/programmes", "list-programmes", auth.ProgrammeRead, a.listProgrammes)
	get(a, "/waves", "list-waves", auth.ProgrammeRead, a.listWaves)
	get(a, "/waves/{code}", "get-wave", auth.ProgrammeRead, a.getWave)
	for _, act := range []programme.Act{
		programme.ActOpen, programme.ActPause, programme.ActResume, programme.ActClose, programme.ActReopen, programme.ActReport,
	} {
		post(a, "/waves/{code}/"+string(act), string(act)+"-wave", auth.WaveChange, a.moveWave(act))
	}
	a.planRoutes()
	a.testRoutes()
	post(a, "/waves/{code}/questionnaire", "reword-wave", auth.ProgrammeChange, a.rewordWave)
	a.invitationRoutes()
	get(a, "/waves/{code}/progress", "wave-progress", auth.ProgrammeRead, a.waveProgress)
	get(a, "/waves/{code}/links", "wave-links", auth.LinkRead, a.waveLinks)
	get(a, "/waves/{code}/dashboard", "dashboard", auth.InsightRead, a.dashboard)
	get(a, "/waves/{code}/units", "wave-units", auth.InsightRead, a.waveUnits)
	get(a, "/waves/{code}/items", "wave-items", auth.InsightRead, a.waveItems)
	get(a, "/waves/{code}/items/{item}", "wave-item", auth.InsightRead, a.waveItem)
	a.exportRoutes()
	a.mappingRoutes()

	get(a, "/indicators", "list-indicators", auth.IndicatorRead, a.listIndicators)
	get(a, "/indicators/{code}/{version}", "get-indicator", auth.IndicatorRead, a.getIndicator)
	get(a, "/indicator-drafts", "list-indicator-drafts", auth.IndicatorChange, listDrafts(a.systemDrafts, a.draftRow))
	postFile(a, "/indicator-drafts", "create-indicator-draft", auth.IndicatorChange, a.createIndicatorDraft)
	get(a, "/indicator-drafts/{id}", "get-indicator-draft", auth.IndicatorChange, getDraft(a.systemDrafts, a.draftView))
	putFile(a, "/indicator-drafts/{id}", "save-indicator-draft", auth.IndicatorChange, a.saveIndicatorDraft)
	del(a, "/indicator-drafts/{id}", "delete-indicator-draft", auth.IndicatorChange, deleteDraft(a.systemDrafts))
	post(a, "/indicator-drafts/{id}/publish", "publish-indicator-draft", auth.IndicatorChange, a.publishIndicatorDraft)
	postFile(a, "/indicator-diff", "diff-indicators", auth.IndicatorRead, a.diffIndicators)
	get(a, "/questionnaires", "list-questionnaires", auth.QuestionnaireRead, a.listQuestionnaires)
	get(a, "/questionnaires/{code}/{version}", "get-questionnaire", auth.QuestionnaireRead, a.getQuestionnaire)
	a.templateRoutes()
	a.questionnaireRoutes()
	a.directoryRoutes()
	a.customerRoutes()
	a.accountRoutes()

	// Not JSON, or not through huma for speed; described in OpenAPI by describe.
	a.raw("GET", "/waves/{code}/events", auth.ProgrammeRead, a.events)
	a.raw("GET", "/waves/{code}/links/{link}/qr.svg", auth.LinkRead, a.qr)
	a.raw("GET", "/waves/{code}/posters.pdf", auth.LinkRead, a.posters)
	a.raw("GET", "/waves/{code}/tables/{file}", auth.InsightRead, a.table)
	a.raw("POST", "/questionnaire-preview", auth.QuestionnaireRead, a.previewQuestionnaire)
	a.raw("GET", "/waves/{code}/exports/{id}/file", auth.ResponseReadRows, a.exportFile)
	a.mux.HandleFunc("GET "+prefix+"/links/{code}", a.publicForm)
	a.mux.HandleFunc("POST "+prefix+"/links/{code}/responses", a.intake)
	a.mux.HandleFunc("GET "+prefix+"/openapi.json", a.serveOpenAPI)
	a.describe()
	a.describeInvitations()
}

// The two "permissions" of routes that are not about an object.
const (
	public  auth.Permission = "public"  // everybody, without logging in
	anybody auth.Permission = "anybody" // whoever is logged in, also before the first change of the password
)

// body wraps a view as huma wants it.
type body[O any] struct{ Body O }

func register[I, O any](a *API, method, path, id string, p auth.Permission, f func(context.Context, *I) (O, error)) {
	registerUpTo(a, 64<<10, method, path, id, p, f)
}

// postFile and putFile take definitions, which are as large as their files may be: twice, as a text inside JSON can be.
func postFile[I, O any](a *API, path, id string, p auth.Permission, f func(context.Context, *I) (O, error)) {
	registerUpTo(a, 2*definition.MaxBytes, http.MethodPost, path, id, p, f)
}

func putFile[I, O any](a *API, path, id string, p auth.Permission, f func(context.Context, *I) (O, error)) {
	registerUpTo(a, 2*definition.MaxBytes, http.MethodPut, path, id, p, f)
}

func registerUpTo[I, O any](a *API, limit int64, method, path, id string, p auth.Permission, f func(context.Context, *I) (O, error)) {
	op := huma.Operation{OperationID: id, Method: method, Path: prefix + path, MaxBodyBytes: limit}
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*body[O], error) {
		if err := allowed(ctx, p); err != nil {
			return nil, problem(ctx, language(ctx), err)
		}
		out, err := f(ctx, in)
		if err != nil {
			return nil, problem(ctx, language(ctx), err)
		}
		return &body[O]{out}, nil
	})
}

func get[I, O any](a *API, path, id string, p auth.Permission, f func(context.Context, *I) (O, error)) {
	register(a, http.MethodGet, path, id, p, f)
}

func post[I, O any](a *API, path, id string, p auth.Permission, f func(context.Context, *I) (O, error)) {
	register(a, http.MethodPost, path, id, p, f)
}

// put and del answer 204.
func put[I any](a *API, path, id string, p auth.Permission, f func(context.Context, *I) error) {
	silent(a, http.MethodPut, path, id, p, f)
}

func del[I any](a *API, path, id string, p auth.Permission, f func(context.Context, *I) error) {
	silent(a, http.MethodDelete, path, id, p, f)
}

func silent[I any](a *API, method, path, id string, p auth.Permission, f func(context.Context, *I) error) {
	op := huma.Operation{
		OperationID: id, Method: method, Path: prefix + path, DefaultStatus: http.StatusNoContent, MaxBodyBytes: 64 << 10,
	}
	huma.Register(a.huma, op, func(ctx context.Context, in *I) (*struct{}, error) {
		if err := allowed(ctx, p); err != nil {
			return nil, problem(ctx, language(ctx), err)
		}
		if err := f(ctx, in); err != nil {
			return nil, problem(ctx, language(ctx), err)
		}
		return nil, nil
	})
}

// raw adds a handler that writes its answer itself.
func (a *API) raw(method, path string, p auth.Permission, f func(http.ResponseWriter, *http.Request) error) {
	a.mux.HandleFunc(method+" "+prefix+path, func(w http.ResponseWriter, r *http.Request) {
		err := allowed(r.Context(), p)
		if err == nil {
			err = f(w, r)
		}
		if err != nil {
			writeProblem(w, r, err)
		}
	})
}

// allowed checks a route's permission; the scope is the use case's.
func allowed(ctx context.Context, p auth.Permission) error {
	actor := actorOf(ctx)
	switch p {
	case public:
		return nil
	case anybody:
		if actor.Nobody() {
			return errs.New(errs.Unauthenticated, "auth.login_required")
		}
		return nil
	}
	return auth.Require(actor, p)
}

// ServeHTTP answers a request under /api/v1.
func (a *API) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	lang := i18n.Match(r.Header.Get("Accept-Language"))
	r = r.WithContext(context.WithValue(r.Context(), keyLanguage, lang))
	if _, pattern := a.mux.Handler(r); pattern == "" {
		writeProblem(w, r, errNoRoute)
		return
	}
	w.Header().Set("Cache-Control", "no-store")
	a.mux.ServeHTTP(w, r)
}
