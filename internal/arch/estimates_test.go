package arch

import (
	"go/ast"
	"reflect"
	"slices"
	"strings"
	"testing"

	"manyi.dev/manyi/stat"
)

// Figures with an error are made by estimators only (D19): nobody outside stat can build an Estimate from numbers of
// his own, and the wire form of one is made in a single function, from an Estimate.
func TestFiguresComeFromEstimators(t *testing.T) {
	t.Parallel()
	for _, f := range reflect.VisibleFields(reflect.TypeFor[stat.Estimate]()) {
		if f.IsExported() {
			t.Errorf("stat.Estimate.%s can be set from outside", f.Name)
		}
	}
	makers := 0
	for _, f := range files(t) {
		if strings.HasPrefix(f.pkg.name(), "stat") {
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			if c, ok := n.(*ast.CallExpr); ok && called(c) == "stat.New" {
				t.Errorf("%s: an estimate is made outside stat", f.at(n))
			}
			return true
		})
		for _, d := range f.tree.Decls {
			fn, ok := d.(*ast.FuncDecl)
			if !ok || fn.Body == nil {
				continue
			}
			ast.Inspect(fn.Body, func(n ast.Node) bool {
				literal, ok := n.(*ast.CompositeLit)
				if !ok || !isWireFigure(f.pkg, literal.Type) {
					return true
				}
				makers++
				if f.pkg.name() != "internal/api" || fn.Name.Name != "figure" {
					t.Errorf("%s: a figure is made without an estimate", f.at(n))
				}
				return true
			})
		}
	}
	if makers == 0 {
		t.Error("nobody makes an api.Figure any more: this test looks in the wrong place")
	}
}

// Views and command output have errors of figures only where they are taken from an Estimate.
func TestErrorsOfFiguresHaveOnePlace(t *testing.T) {
	t.Parallel()
	allowed := []string{"Figure", "Bar", "Change", "figureRow"} // made from estimates in insight_view.go and figures.go
	seen := map[string]bool{}
	for _, f := range files(t) {
		if !slices.Contains([]string{"internal/insight", "internal/api", "internal/app", "internal/scoring"}, f.pkg.name()) {
			continue
		}
		ast.Inspect(f.tree, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok {
				return true
			}
			fields, ok := spec.Type.(*ast.StructType)
			if !ok {
				return true
			}
			for _, field := range fields.Fields.List {
				for _, name := range field.Names {
					if slices.Contains([]string{"SE", "CI95", "Variance", "StdErr", "Low", "High"}, name.Name) {
						seen[spec.Name.Name] = true
						if !slices.Contains(allowed, spec.Name.Name) {
							t.Errorf("%s: %s.%s is an error of a figure that is no stat.Estimate", f.at(field), spec.Name.Name, name.Name)
						}
					}
				}
			}
			return true
		})
	}
	for _, name := range allowed {
		if !seen[name] {
			t.Errorf("%s has no errors any more: take it out of the list", name)
		}
	}
}

// isWireFigure reports whether an expression is the type api.Figure.
func isWireFigure(in pkg, e ast.Expr) bool {
	switch x := e.(type) {
	case *ast.Ident:
		return in.name() == "internal/api" && x.Name == "Figure"
	case *ast.SelectorExpr:
		of, ok := x.X.(*ast.Ident)
		return ok && of.Name == "api" && x.Sel.Name == "Figure"
	}
	return false
}
