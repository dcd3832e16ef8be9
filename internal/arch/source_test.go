package arch

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// root is the repository's.
const root = "../.."

const module = "manyi.dev/manyi/"

// pkg is a package as `go list` tells it; imports of tests are left out.
type pkg struct {
	ImportPath string
	Dir        string
	Doc        string
	GoFiles    []string
	Imports    []string
}

// name is "internal/cube/column".
func (p pkg) name() string { return strings.TrimPrefix(p.ImportPath, module) }

// top is "cube" for "internal/cube/column", empty for what is not under internal.
func top(path string) string {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(path, module), "internal/")
	if !ok {
		return ""
	}
	first, _, _ := strings.Cut(rest, "/")
	return first
}

var listed = sync.OnceValues(func() ([]pkg, error) {
	out, err := exec.Command("go", "list", "-e", "-json=ImportPath,Dir,Doc,GoFiles,Imports", module+"...").Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			err = errors.New(string(exit.Stderr))
		}
		return nil, err
	}
	var all []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
})

// packages lists every package of the module.
func packages(t *testing.T) []pkg {
	t.Helper()
	all, err := listed()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	if len(all) < 20 {
		t.Fatalf("go list found %d packages only", len(all))
	}
	return all
}

// file is a parsed Go file, tests left out.
type file struct {
	pkg  pkg
	name string
	tree *ast.File
	set  *token.FileSet
}

// at is the place of a node for a message.
func (f *file) at(n ast.Node) string {
	p := f.set.Position(n.Pos())
	return f.pkg.name() + "/" + f.name + ":" + strconv.Itoa(p.Line)
}

var parsed = sync.OnceValues(func() ([]file, error) {
	all, err := listed()
	if err != nil {
		return nil, err
	}
	var files []file
	for _, p := range all {
		for _, name := range p.GoFiles {
			set := token.NewFileSet()
			tree, err := parser.ParseFile(set, filepath.Join(p.Dir, name), nil, parser.ParseComments)
			if err != nil {
				return nil, err
			}
			files = append(files, file{p, name, tree, set})
		}
	}
	return files, nil
})

// files parses every Go file of the module, tests left out.
func files(t *testing.T) []file {
	t.Helper()
	all, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// called is "errs.New" for a call of New of package errs, "f" for one of f.
func called(c *ast.CallExpr) string {
	switch f := c.Fun.(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		if of, ok := f.X.(*ast.Ident); ok {
			return of.Name + "." + f.Sel.Name
		}
		return "." + f.Sel.Name
	case *ast.IndexExpr: // a generic function
		return called(&ast.CallExpr{Fun: f.X})
	}
	return ""
}
