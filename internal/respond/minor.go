package respond

import (
	"context"

	"manyi.dev/manyi/internal/questionnaire"
)

// Minor finds another version of the same questionnaire and major number; false when there is none.
type Minor func(ctx context.Context, now questionnaire.Version, number string) (questionnaire.Version, bool, error)

// begun is the form on the version that a page was begun on: it is finished in the words it began with, also when its wave
// has taken a minor version meanwhile (D10). Another number than one of those is as good as none.
func (h *Handler) begun(ctx context.Context, f Form, number string) (Form, error) {
	if h.minor == nil || number == "" || number == f.Questionnaire.Version || f.Questionnaire.Form == nil {
		return f, nil
	}
	v, ok, err := h.minor(ctx, f.Questionnaire, number)
	if ok {
		f.Questionnaire = v
	}
	return f, err
}
