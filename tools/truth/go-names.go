// go-names -- what Go's own type checker says every name in a repository means.
//
//	go-names ROOT > RAW
//
// Checks every package of every module below ROOT with go/types and prints raw rows
// for truth-go to sort:
//
//	D path line col kind name id       R path line col kind name id
//	C path line col name caller callee
//	X reason count
//
// Lines from 1, byte columns from 0; an id is the position of a declaration, `ext:...`
// outside the repository, `?` where the checker has no answer.
//
// The standard library is read from its sources.  Packages that are in neither are
// empty stand-ins: what is selected from them is external, what is computed with them
// has no answer.
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/build"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

type checker struct {
	root    string
	fset    *token.FileSet
	modules map[string]string // module path -> folder
	std     types.Importer
	plain   map[string]*types.Package // packages without their tests, by import path
	fake    map[string]bool           // import paths that are stand-ins
	out     *bufio.Writer
	dropped map[string]int
}

// folderOf says where an import path of the repository's own modules lives.
func (c *checker) folderOf(path string) string {
	best, folder := "", ""
	for m, dir := range c.modules {
		if (path == m || strings.HasPrefix(path, m+"/")) && len(m) > len(best) {
			best, folder = m, filepath.Join(dir, strings.TrimPrefix(path, m))
		}
	}
	if info, err := os.Stat(folder); folder == "" || err != nil || !info.IsDir() {
		return ""
	}
	return folder
}

func (c *checker) parse(dir string, names []string) []*ast.File {
	var files []*ast.File
	for _, n := range names {
		f, err := parser.ParseFile(c.fset, filepath.Join(dir, n), nil, parser.SkipObjectResolution)
		if err != nil {
			c.dropped["parse error in "+n]++
		}
		if f != nil {
			files = append(files, f)
		}
	}
	return files
}

// check types one package; errors are counted and the checker goes on behind them.
func (c *checker) check(path string, files []*ast.File, imp types.Importer, info *types.Info) *types.Package {
	conf := types.Config{
		Importer:    imp,
		FakeImportC: true,
		Error: func(err error) {
			if info != nil {
				c.dropped["type errors passed over"]++
			}
		},
	}
	pkg, _ := conf.Check(path, c.fset, files, info)
	return pkg
}

// Import finds a package for another one's import: ours, the standard library's, or a stand-in.
func (c *checker) Import(path string) (*types.Package, error) {
	if p := c.plain[path]; p != nil {
		return p, nil
	}
	if dir := c.folderOf(path); dir != "" {
		b, _ := build.ImportDir(dir, 0)
		if b != nil && len(b.GoFiles)+len(b.CgoFiles) > 0 {
			c.plain[path] = types.NewPackage(path, b.Name) // stops import cycles
			names := append(append([]string{}, b.GoFiles...), b.CgoFiles...)
			p := c.check(path, c.parse(dir, names), c, nil)
			c.plain[path] = p
			return p, nil
		}
	}
	if !strings.Contains(strings.Split(path, "/")[0], ".") {
		if p, err := c.std.Import(path); err == nil {
			c.plain[path] = p
			return p, nil
		}
	}
	parts := strings.Split(path, "/")
	name := parts[len(parts)-1]
	if len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == "" && len(parts) > 1 {
		name = parts[len(parts)-2]
	}
	name = strings.TrimSuffix(strings.TrimPrefix(strings.Split(name, ".")[0], "go-"), "-go")
	p := types.NewPackage(path, name)
	p.MarkComplete()
	c.plain[path] = p
	c.fake[path] = true
	return p, nil
}

// withTests is the importer of an external test package: its subject is seen with the
// declarations of its in-package tests.
type withTests struct {
	*checker
	path string
	pkg  *types.Package
}

func (w withTests) Import(path string) (*types.Package, error) {
	if path == w.path {
		return w.pkg, nil
	}
	return w.checker.Import(path)
}

func (c *checker) place(pos token.Pos) (string, bool) {
	p := c.fset.Position(pos)
	rel, err := filepath.Rel(c.root, p.Filename)
	if err != nil || strings.HasPrefix(rel, "..") || !pos.IsValid() {
		return "", false
	}
	return fmt.Sprintf("%s\t%d\t%d", rel, p.Line, p.Column-1), true
}

func (c *checker) idOf(obj types.Object) string {
	if at, ok := c.place(obj.Pos()); ok {
		return strings.ReplaceAll(at, "\t", ":")
	}
	if obj.Pkg() == nil {
		return "ext:builtin." + obj.Name()
	}
	return "ext:" + obj.Pkg().Path() + "." + obj.Name()
}

// origin is the generic declaration behind a field or method of an instance.
func origin(obj types.Object) types.Object {
	switch o := obj.(type) {
	case *types.Func:
		return o.Origin()
	case *types.Var:
		return o.Origin()
	}
	return obj
}

func isTop(obj types.Object) bool {
	return obj.Pkg() != nil && obj.Parent() == obj.Pkg().Scope()
}

// kindOf is our word for an object; "" for what is no definition in our sense.
func kindOf(obj types.Object) string {
	switch o := obj.(type) {
	case *types.Func:
		if o.Type().(*types.Signature).Recv() != nil {
			return "method"
		}
		return "function"
	case *types.TypeName:
		if obj.Pkg() == nil {
			return "builtin"
		}
		if _, isParam := o.Type().(*types.TypeParam); isParam || !isTop(obj) {
			return "local"
		}
		return "type"
	case *types.Var:
		if o.IsField() {
			return "field"
		}
		if isTop(obj) {
			return "variable"
		}
		return "local"
	case *types.Const:
		if obj.Pkg() == nil {
			return "builtin"
		}
		if isTop(obj) {
			return "constant"
		}
		return "local"
	case *types.Label:
		return "local"
	case *types.Builtin, *types.Nil:
		return "builtin"
	}
	return "" // packages
}

func (c *checker) row(kind byte, id *ast.Ident, obj types.Object) {
	obj = origin(obj)
	word := kindOf(obj)
	at, ok := c.place(id.Pos())
	if word == "" || !ok || id.Name == "_" {
		c.dropped["package or blank"]++
		return
	}
	fmt.Fprintf(c.out, "%c\t%s\t%s\t%s\t%s\n", kind, at, word, id.Name, c.idOf(obj))
}

func (c *checker) emit(files []*ast.File, info *types.Info) {
	for id, obj := range info.Defs {
		if obj != nil {
			c.row('D', id, obj)
		}
	}
	for id, obj := range info.Uses {
		c.row('R', id, obj)
	}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && info.Uses[s.Sel] == nil {
				c.unanswered(s, info)
			}
			if d, ok := n.(*ast.FuncDecl); ok && d.Body != nil && info.Defs[d.Name] != nil {
				c.calls(d.Body, c.idOf(info.Defs[d.Name]), info)
			}
			return true
		})
	}
}

// unanswered: a selection from a stand-in is known to be external, any other is not known.
func (c *checker) unanswered(s *ast.SelectorExpr, info *types.Info) {
	if x, ok := s.X.(*ast.Ident); ok {
		if p, ok := info.Uses[x].(*types.PkgName); ok && c.fake[p.Imported().Path()] {
			if at, ok := c.place(s.Sel.Pos()); ok {
				fmt.Fprintf(c.out, "R\t%s\texternal\t%s\text:%s.%s\n", at, s.Sel.Name, p.Imported().Path(), s.Sel.Name)
			}
			return
		}
	}
	c.dropped["no answer"]++
}

func (c *checker) calls(body ast.Node, caller string, info *types.Info) {
	ast.Inspect(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		fun := call.Fun
		for {
			if p, ok := fun.(*ast.ParenExpr); ok {
				fun = p.X
			} else if i, ok := fun.(*ast.IndexExpr); ok {
				fun = i.X
			} else {
				break
			}
		}
		var id *ast.Ident
		switch f := fun.(type) {
		case *ast.Ident:
			id = f
		case *ast.SelectorExpr:
			id = f.Sel
		default:
			return true
		}
		callee := "?"
		if obj := info.Uses[id]; obj != nil {
			callee = c.idOf(origin(obj))
		}
		if at, ok := c.place(id.Pos()); ok {
			fmt.Fprintf(c.out, "C\t%s\t%s\t%s\t%s\n", at, id.Name, caller, callee)
		}
		return true
	})
}

func newInfo() *types.Info {
	return &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
}

// folder checks the package in a folder with its tests, and its external tests.
func (c *checker) folder(dir, path string) {
	b, _ := build.ImportDir(dir, 0)
	if b == nil {
		return
	}
	names := append(append(append([]string{}, b.GoFiles...), b.CgoFiles...), b.TestGoFiles...)
	pkg := (*types.Package)(nil)
	if len(names) > 0 {
		info := newInfo()
		files := c.parse(dir, names)
		pkg = c.check(path, files, c, info)
		c.emit(files, info)
	}
	if len(b.XTestGoFiles) > 0 {
		info := newInfo()
		files := c.parse(dir, b.XTestGoFiles)
		c.check(path+"_test", files, withTests{c, path, pkg}, info)
		c.emit(files, info)
	}
}

func moduleName(file string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	for _, line := range strings.Split(string(text), "\n") {
		if f := strings.Fields(line); len(f) >= 2 && f[0] == "module" {
			return strings.Trim(f[1], `"`)
		}
	}
	return ""
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go-names ROOT")
		os.Exit(2)
	}
	root, err := filepath.Abs(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "go-names:", err)
		os.Exit(2)
	}
	build.Default.CgoEnabled = false
	fset := token.NewFileSet()
	c := &checker{root: root, fset: fset, modules: map[string]string{},
		std: importer.ForCompiler(fset, "source", nil), plain: map[string]*types.Package{},
		fake: map[string]bool{}, out: bufio.NewWriter(os.Stdout), dropped: map[string]int{}}
	dirs := map[string]string{} // folder -> import path
	filepath.Walk(root, func(p string, info os.FileInfo, err error) error {
		if err != nil {
			return nil
		}
		base := filepath.Base(p)
		if info.IsDir() {
			if p != root && (base == "vendor" || base == "testdata" || base[0] == '.' || base[0] == '_') {
				return filepath.SkipDir
			}
			if m := moduleName(filepath.Join(p, "go.mod")); m != "" {
				c.modules[m] = p
			}
		} else if strings.HasSuffix(base, ".go") {
			dirs[filepath.Dir(p)] = ""
		}
		return nil
	})
	for dir := range dirs {
		best := ""
		for m, at := range c.modules {
			if (dir == at || strings.HasPrefix(dir, at+"/")) && len(at) > len(c.modules[best]) {
				best = m
			}
		}
		dirs[dir] = strings.TrimSuffix(best+strings.TrimPrefix(dir, c.modules[best]), "/")
	}
	sorted := make([]string, 0, len(dirs))
	for dir := range dirs {
		sorted = append(sorted, dir)
	}
	sort.Strings(sorted)
	for _, dir := range sorted {
		c.folder(dir, dirs[dir])
	}
	for why, n := range c.dropped {
		fmt.Fprintf(c.out, "X\t%s\t%d\n", why, n)
	}
	c.out.Flush()
}
