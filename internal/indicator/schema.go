package indicator

import _ "embed"

// Schema is the published JSON Schema of an indicator system file.
//
//go:embed schema/indicator.schema.json
var Schema []byte
