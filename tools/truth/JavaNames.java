// JavaNames -- what javac says every name in a set of Java files means.
//
//     java ... JavaNames ROOT < list of files > RAW
//
// Parses and attributes all files in one compilation and prints raw rows for truth-java
// to sort:
//     D path line col kind name id        R path line col kind name id
//     C path line col name caller callee  X reason count
//
// Lines from 1, byte columns from 0.  An id is the position of a declaration (with the
// class's before it for a constructor: CLASS#<init>POSITION), `ext:...` outside the
// files, `?` in a C row where the compiler has no answer.
//
// Missing libraries are errors that javac is told to go on behind.

import com.sun.source.tree.*;
import com.sun.source.util.*;
import com.sun.tools.javac.code.*;
import com.sun.tools.javac.tree.JCTree;
import com.sun.tools.javac.tree.TreeInfo;
import java.io.*;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import javax.lang.model.element.ElementKind;
import javax.tools.*;

public final class JavaNames {
    private final Path root;
    private final PrintStream out;
    private final Map<String, Integer> dropped = new TreeMap<>();
    private final Map<Symbol, String> ids = new IdentityHashMap<>();
    private final Map<Symbol, String> classIds = new IdentityHashMap<>();
    private final Set<String> classNames = new HashSet<>();

    private JavaNames(Path root, PrintStream out) {
        this.root = root;
        this.out = out;
    }

    private void drop(String why) {
        dropped.merge(why, 1, Integer::sum);
    }

    /** One file's text, and where its lines begin. */
    private final class Text {
        final String path;
        final String chars;
        final List<Integer> starts = new ArrayList<>(List.of(0));

        Text(CompilationUnitTree unit) throws IOException {
            path = root.relativize(Paths.get(unit.getSourceFile().toUri())).toString();
            chars = unit.getSourceFile().getCharContent(true).toString();
            for (int i = 0; i < chars.length(); i++)
                if (chars.charAt(i) == '\n') starts.add(i + 1);
        }

        String place(int at, String sep) {
            int line = Collections.binarySearch(starts, at);
            if (line < 0) line = -line - 2;
            int col = chars.substring(starts.get(line), at).getBytes(StandardCharsets.UTF_8).length;
            return path + sep + (line + 1) + sep + col;
        }

        boolean has(String name, int at) {
            return at >= 0 && chars.startsWith(name, at);
        }

        /** The first whole word `name` at or behind `from`. */
        int find(String name, int from) {
            for (int i = chars.indexOf(name, from); i >= 0; i = chars.indexOf(name, i + 1))
                if ((i == 0 || !Character.isJavaIdentifierPart(chars.charAt(i - 1)))
                        && (i + name.length() == chars.length()
                            || !Character.isJavaIdentifierPart(chars.charAt(i + name.length()))))
                    return i;
            return -1;
        }
    }

    private static boolean isLocalClass(Symbol s) {
        return s.owner != null && s.owner.kind != Kinds.Kind.PCK && s.owner.kind != Kinds.Kind.TYP;
    }

    private static String kindOf(Symbol s) {
        switch (s.getKind()) {
            case CLASS: case INTERFACE: case ENUM: case RECORD: case ANNOTATION_TYPE:
                return isLocalClass(s) ? "local" : "class";
            case METHOD:
                return "method";
            case CONSTRUCTOR:
                return "constructor";
            case FIELD: case RECORD_COMPONENT:
                return "field";
            case ENUM_CONSTANT:
                return "enumerator";
            case LOCAL_VARIABLE: case PARAMETER: case EXCEPTION_PARAMETER: case RESOURCE_VARIABLE:
            case BINDING_VARIABLE: case TYPE_PARAMETER:
                return "local";
            default:
                return null;   // packages, modules, initialisers
        }
    }

    /** First pass: the position of every declaration is its id. */
    private final class Declarations extends TreeScanner<Void, Void> {
        final Text text;

        Declarations(Text text) {
            this.text = text;
        }

        private void define(Symbol s, String name, int at) {
            String kind = s == null ? null : kindOf(s);
            if (kind == null || at < 0 || !text.has(name, at)) return;
            String id = text.place(at, ":");
            if (kind.equals("constructor")) id = classIds.getOrDefault(s.owner, "") + "#<init>" + id;
            if (kind.equals("class")) {
                classIds.put(s, id);
                classNames.add(((Symbol.ClassSymbol) s).fullname.toString());
            }
            ids.put(s, id);
            out.println("D\t" + text.place(at, "\t") + "\t" + kind + "\t" + name + "\t" + id);
        }

        @Override public Void visitClass(ClassTree t, Void v) {
            JCTree.JCClassDecl c = (JCTree.JCClassDecl) t;
            if (!c.name.isEmpty()) {
                int from = c.mods.getTree() == null ? c.pos : Math.max(c.pos, TreeInfo.endPos(c.mods));
                define(c.sym, c.name.toString(), text.find(c.name.toString(), from));
            }
            return super.visitClass(t, v);
        }

        @Override public Void visitMethod(MethodTree t, Void v) {
            JCTree.JCMethodDecl m = (JCTree.JCMethodDecl) t;
            if (m.sym != null) {
                String name = m.sym.isConstructor() ? m.sym.owner.name.toString() : m.name.toString();
                define(m.sym, name, m.pos);
            }
            return super.visitMethod(t, v);
        }

        @Override public Void visitVariable(VariableTree t, Void v) {
            JCTree.JCVariableDecl d = (JCTree.JCVariableDecl) t;
            define(d.sym, d.name.toString(), d.pos);
            return super.visitVariable(t, v);
        }

        @Override public Void visitTypeParameter(TypeParameterTree t, Void v) {
            JCTree.JCTypeParameter p = (JCTree.JCTypeParameter) t;
            if (p.type != null) define(p.type.tsym, p.name.toString(), p.pos);
            return super.visitTypeParameter(t, v);
        }
    }

    /** Second pass: names, with the declared method around them. */
    private final class References extends TreeScanner<Void, Symbol> {
        final Text text;
        final CompilationUnitTree unit;
        final SourcePositions positions;
        final Map<String, String> imports = new HashMap<>();
        /** Names of calls whose answer rests on an argument that has no type. */
        final Set<Integer> unsure = new HashSet<>();

        References(Text text, CompilationUnitTree unit, SourcePositions positions) {
            this.text = text;
            this.unit = unit;
            this.positions = positions;
            for (ImportTree i : unit.getImports()) {
                String whole = i.getQualifiedIdentifier().toString();
                imports.put(whole.substring(whole.lastIndexOf('.') + 1), whole);
            }
        }

        private boolean isError(Symbol s) {
            return s == null || s.kind == Kinds.Kind.ERR || s.kind.isResolutionError()
                || (s.type != null && s.type.isErroneous() && s.kind == Kinds.Kind.TYP);
        }

        /** Whether the imported name is that of a class in the files, or of a member of one. */
        private boolean isInside(String whole) {
            int dot = whole.lastIndexOf('.');
            return classNames.contains(whole) || (dot > 0 && classNames.contains(whole.substring(0, dot)));
        }

        /** With a type missing, of an argument or of a parameter, javac still picks one of several
         *  methods, any. */
        private boolean isUnsure(Symbol s, List<? extends ExpressionTree> arguments) {
            if (isError(s) || !(s.owner instanceof Symbol.ClassSymbol)) return false;
            boolean hasError = false;
            int sameName = 0;
            for (ExpressionTree a : arguments) hasError |= isMissing(((JCTree) a).type);
            for (com.sun.tools.javac.code.Type t = s.owner.type; t != null
                    && t.tsym instanceof Symbol.ClassSymbol; t = ((Symbol.ClassSymbol) t.tsym).getSuperclass())
                for (Symbol m : t.tsym.members().getSymbolsByName(s.name)) {
                    sameName++;
                    if (m instanceof Symbol.MethodSymbol)
                        for (com.sun.tools.javac.code.Type p : m.type.getParameterTypes()) hasError |= isMissing(p);
                }
            return hasError && sameName > 1;
        }

        private boolean isMissing(com.sun.tools.javac.code.Type t) {
            return t == null || t.isErroneous();
        }

        private String idOf(Symbol s) {
            Symbol base = s.baseSymbol();
            String id = ids.get(base);
            if (id == null && base.kind == Kinds.Kind.MTH && base.owner instanceof Symbol.ClassSymbol) {
                // A record's accessor that nobody wrote is its component.
                for (Symbol m : base.owner.members().getSymbolsByName(base.name))
                    if (m.kind == Kinds.Kind.VAR && base.owner.getKind() == ElementKind.RECORD) id = ids.get(m);
            }
            return id != null ? id : "ext:" + s.owner + "." + s.name;
        }

        private void refer(Symbol s, String name, int at) {
            if (!text.has(name, at) || name.equals("this") || name.equals("super")) return;
            if (unsure.contains(at)) {
                drop("overload chosen by an argument without a type");
                return;
            }
            if (isError(s)) {
                String whole = imports.get(name);
                if (whole == null || isInside(whole)) drop("no answer");
                else out.println("R\t" + text.place(at, "\t") + "\texternal\t" + name + "\text:" + whole);
                return;
            }
            String kind = kindOf(s);
            String id = idOf(s);
            if (kind == null) {
                drop("package");
            } else if (id.startsWith("ext:") && classIds.containsKey(s.owner)) {
                drop("declared by the compiler");   // values(), default constructors
            } else {
                out.println("R\t" + text.place(at, "\t") + "\t" + kind + "\t" + name + "\t" + id);
            }
        }

        private int endOf(Tree t) {
            return (int) positions.getEndPosition(unit, t);
        }

        @Override public Void visitIdentifier(IdentifierTree t, Symbol in) {
            refer(((JCTree.JCIdent) t).sym, t.getName().toString(), ((JCTree) t).pos);
            return null;
        }

        @Override public Void visitMemberSelect(MemberSelectTree t, Symbol in) {
            String name = t.getIdentifier().toString();
            if (!name.equals("class") && !name.equals("*"))
                refer(((JCTree.JCFieldAccess) t).sym, name, endOf(t) - name.length());
            return super.visitMemberSelect(t, in);
        }

        @Override public Void visitMemberReference(MemberReferenceTree t, Symbol in) {
            String name = t.getName().toString();
            if (!name.equals("<init>"))
                refer(((JCTree.JCMemberReference) t).sym, name, endOf(t) - name.length());
            return super.visitMemberReference(t, in);
        }

        /** In `import a.B` and `import static a.B.c` javac leaves no symbols on the tree. */
        @Override public Void visitImport(ImportTree t, Symbol in) {
            JCTree.JCFieldAccess q = (JCTree.JCFieldAccess) t.getQualifiedIdentifier();
            String name = q.name.toString();
            if (!t.isStatic() && !name.equals("*")) {
                int at = endOf(q) - name.length();
                Symbol s = q.sym != null ? q.sym : q.type != null ? q.type.tsym : null;
                refer(s, name, at);
                return null;
            }
            if (t.isStatic()) {
                JCTree.JCExpression owner = q.selected;
                Symbol s = owner.type != null ? owner.type.tsym : null;
                String ownerName = TreeInfo.name(owner).toString();
                refer(s, ownerName, endOf(owner) - ownerName.length());
                if (!name.equals("*") && s instanceof Symbol.ClassSymbol && !isError(s))
                    for (Symbol m : s.members().getSymbolsByName(q.name))
                        refer(m, name, endOf(q) - name.length());
            }
            return null;
        }

        @Override public Void visitNewClass(NewClassTree t, Symbol in) {
            Tree name = t.getIdentifier();
            if (name instanceof ParameterizedTypeTree) name = ((ParameterizedTypeTree) name).getType();
            if (name instanceof AnnotatedTypeTree) name = ((AnnotatedTypeTree) name).getUnderlyingType();
            String word = TreeInfo.name((JCTree) name) == null ? "" : TreeInfo.name((JCTree) name).toString();
            int at = endOf(name) - word.length();
            Symbol made = ((JCTree.JCNewClass) t).constructor;
            if (t.getClassBody() == null && !word.isEmpty() && text.has(word, at)) {
                if (isUnsure(made, t.getArguments())) {
                    unsure.add(at);
                    call(word, at, in, "?");
                    return super.visitNewClass(t, in);
                }
                if (!isError(made) && ids.containsKey(made.baseSymbol())) refer(made, word, at);
                call(word, at, in, isError(made) ? "?" : classIds.getOrDefault(made.owner, "ext:" + made.owner));
            }
            return super.visitNewClass(t, in);
        }

        @Override public Void visitMethodInvocation(MethodInvocationTree t, Symbol in) {
            JCTree f = (JCTree) t.getMethodSelect();
            String name = TreeInfo.name(f).toString();
            Symbol s = TreeInfo.symbol(f);
            int at = f instanceof JCTree.JCIdent ? f.pos : endOf(f) - name.length();
            boolean isConstructor = name.equals("this") || name.equals("super");
            boolean isUnsure = isUnsure(s, t.getArguments());
            if (isUnsure && !isConstructor) unsure.add(at);
            if (text.has(name, at))
                call(name, at, in, isError(s) || (isUnsure && !isConstructor) ? "?" : isConstructor
                    ? classIds.getOrDefault(s.owner, "ext:" + s.owner) : idOf(s));
            return super.visitMethodInvocation(t, in);
        }

        private void call(String name, int at, Symbol in, String callee) {
            if (in != null && ids.containsKey(in))
                out.println("C\t" + text.place(at, "\t") + "\t" + name + "\t" + ids.get(in) + "\t" + callee);
        }

        @Override public Void visitMethod(MethodTree t, Symbol in) {
            JCTree.JCMethodDecl m = (JCTree.JCMethodDecl) t;
            // A constructor that nobody wrote has no tokens of its own.
            if (m.sym != null && (m.sym.flags() & Flags.GENERATEDCONSTR) != 0) return null;
            return super.visitMethod(t, m.sym);
        }
    }

    public static void main(String[] args) throws Exception {
        Path root = Paths.get(args[0]).toRealPath();
        List<File> files = new ArrayList<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = in.readLine()) != null; )
            if (!line.isEmpty()) files.add(root.resolve(line).toFile());
        PrintStream out = new PrintStream(new BufferedOutputStream(System.out, 1 << 16), false, "UTF-8");

        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        StandardJavaFileManager manager = javac.getStandardFileManager(null, null, StandardCharsets.UTF_8);
        int[] errors = {0};
        JavacTask task = (JavacTask) javac.getTask(null, manager, d -> {
            if (d.getKind() == Diagnostic.Kind.ERROR) errors[0]++;
        }, List.of("-proc:none", "-XDshould-stop.ifError=FLOW", "-XDshould-stop.ifNoError=FLOW",
                   "-Xmaxerrs", "1000000", "-cp", ""), null, manager.getJavaFileObjectsFromFiles(files));
        List<CompilationUnitTree> units = new ArrayList<>();
        for (CompilationUnitTree u : task.parse()) units.add(u);
        task.analyze();

        JavaNames names = new JavaNames(root, out);
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        Map<CompilationUnitTree, Text> texts = new LinkedHashMap<>();
        for (CompilationUnitTree u : units) {
            Text text = names.new Text(u);
            texts.put(u, text);
            names.new Declarations(text).scan(u, null);
        }
        for (CompilationUnitTree u : units)
            names.new References(texts.get(u), u, positions).scan(u, null);
        names.dropped.forEach((why, n) -> out.println("X\t" + why + "\t" + n));
        out.println("X\tcompiler errors passed over\t" + errors[0]);
        out.flush();
    }
}
