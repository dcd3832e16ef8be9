package questionnaire

import _ "embed"

// Schema is the published JSON Schema of a questionnaire file.
//
//go:embed schema/questionnaire.schema.json
var Schema []byte
