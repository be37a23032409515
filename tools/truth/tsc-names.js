// tsc-names -- what the TypeScript compiler says every name in a set of files means.
//
//     node tsc-names.js ROOT OPTIONS-JSON OUT < list of files
//
// One program over all files, through the compiler's own API.  Raw rows for
// truth-typescript to sort:
//     D path line0 col0 kind name id        R path line0 col0 kind name id
// Lines and columns from 0, columns in bytes.  An id is the position of a declaration,
// or `ext:...`; a name with several declarations gives one R row for each.
'use strict';
const fs = require('fs');
const path = require('path');
const ts = require('typescript');

const [root, optionsFile, outFile] = process.argv.slice(2);
const given = JSON.parse(fs.readFileSync(optionsFile, 'utf8'));
const files = fs.readFileSync(0, 'utf8').split('\n').filter(Boolean);
const { options, errors } = ts.convertCompilerOptionsFromJson(given.compilerOptions, root);
if (errors.length) {
    console.error(errors.map((e) => ts.flattenDiagnosticMessageText(e.messageText, '\n')).join('\n'));
    process.exit(2);
}
const program = ts.createProgram(files.map((f) => path.join(root, f)), options);
const checker = program.getTypeChecker();
const wanted = new Set(files.map((f) => path.join(root, f)));
const out = [];
const dropped = {};

function drop(why) {
    dropped[why] = (dropped[why] || 0) + 1;
}

function place(sourceFile, node) {
    const at = sourceFile.getLineAndCharacterOfPosition(node.getStart(sourceFile));
    const start = sourceFile.getPositionOfLineAndCharacter(at.line, 0);
    const before = sourceFile.text.slice(start, node.getStart(sourceFile));
    return [path.relative(root, sourceFile.fileName), at.line, Buffer.byteLength(before)];
}

const K = ts.SyntaxKind;

function insideFunction(node) {
    for (let n = node.parent; n; n = n.parent) {
        if (ts.isFunctionLike(n) && !ts.isTypeNode(n) && n.body) return true;
        if (n.kind === K.ClassStaticBlockDeclaration) return true;
    }
    return false;
}

function insideLiteral(node) {
    return node.parent && node.parent.kind === K.ObjectLiteralExpression;
}

// Our word for a declaration; null for what is no definition in our sense.
function kindOf(d) {
    switch (d.kind) {
        case K.FunctionDeclaration:
            return insideFunction(d) ? 'local' : 'function';
        case K.FunctionExpression:
        case K.Parameter:
        case K.TypeParameter:
            // A parameter with a modifier declares a property of the class, too.
            return ts.isParameterPropertyDeclaration(d, d.parent) ? 'property' : 'local';
        case K.ClassExpression:
            return 'local';
        case K.ClassDeclaration:
        case K.InterfaceDeclaration:
        case K.TypeAliasDeclaration:
        case K.EnumDeclaration:
            return insideFunction(d) ? 'local' : 'type';
        case K.VariableDeclaration:
        case K.BindingElement:
            return insideFunction(d) ? 'local' : 'variable';
        case K.MethodDeclaration:
        case K.MethodSignature:
            return 'method';
        case K.GetAccessor:
        case K.SetAccessor:
            return 'accessor';
        case K.PropertyDeclaration:
        case K.PropertySignature:
        case K.PropertyAssignment:
        case K.ShorthandPropertyAssignment:
        case K.EnumMember:
            return 'property';
        default:
            return null; // namespaces, import and export bindings, labels, ...
    }
}

function isExternal(d) {
    return !wanted.has(d.getSourceFile().fileName);
}

function idOf(d) {
    const sf = d.getSourceFile();
    return place(sf, d.name).join(':');
}

// What the name of an import that leads nowhere comes from, when that is outside.
function unresolvedImport(symbol) {
    for (const d of symbol.declarations || []) {
        let n = d;
        while (n && !ts.isImportDeclaration(n) && !ts.isExportDeclaration(n)) n = n.parent;
        if (n && n.moduleSpecifier && ts.isStringLiteral(n.moduleSpecifier)) return n.moduleSpecifier.text;
    }
    return null;
}

const ownPackages = new Set(given.ownPackages);

function isOutside(specifier) {
    if (specifier.startsWith('.') || specifier.startsWith('#') || specifier.startsWith('/')) return false;
    const parts = specifier.split('/');
    return !ownPackages.has(specifier[0] === '@' ? parts.slice(0, 2).join('/') : parts[0]);
}

function emitReference(sf, node, symbol) {
    if (symbol.flags & ts.SymbolFlags.Alias) {
        const target = checker.getAliasedSymbol(symbol);
        if (!target.declarations || target.declarations.length === 0) {
            const specifier = unresolvedImport(symbol);
            if (specifier && isOutside(specifier))
                out.push(['R', ...place(sf, node), 'external', node.text, 'ext:' + specifier].join('\t'));
            else drop('no answer');
            return;
        }
        symbol = target;
    }
    const decls = (symbol.declarations || []).filter((d) => d.kind !== K.SourceFile);
    if (decls.length === 0) {
        drop(symbol.declarations && symbol.declarations.length ? 'module' : 'no answer');
        return;
    }
    const inside = decls.filter((d) => !isExternal(d));
    if (inside.length === 0) {
        const kind = kindOf(decls[0]);
        if (kind === 'local' || kind === null) drop('outside, no kind');
        else out.push(['R', ...place(sf, node), kind, node.text, 'ext:' + path.basename(decls[0].getSourceFile().fileName) + '#' + symbol.name].join('\t'));
        return;
    }
    let rows = 0;
    for (const d of inside) {
        const kind = kindOf(d);
        if (!kind || !d.name) continue;
        rows++;
        out.push(['R', ...place(sf, node), kind, node.text, idOf(d)].join('\t'));
    }
    if (!rows) drop('definition without a name of its own');
}

function isName(node) {
    return node.parent.name === node && ts.isDeclaration(node.parent);
}

// `key: value` and `{ key }` of literals and patterns, attributes of JSX: never references here.
function isKey(node) {
    const p = node.parent;
    if (p.kind === K.BindingElement) return p.propertyName === node;
    if (p.kind === K.JsxAttribute) return p.name === node;
    return false;
}

function visit(sf, node) {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) {
        name(sf, node);
        return;
    }
    ts.forEachChild(node, (c) => visit(sf, c));
}

function name(sf, node) {
    const p = node.parent;
    if (!node.text) return;
    if (isKey(node)) return drop('key');
    if (p.kind === K.ImportSpecifier || p.kind === K.ExportSpecifier) {
        // In `a as b` the name that means something elsewhere is `a`.
        if ((p.propertyName || p.name) !== node) return drop('import or export binding');
        let symbol;
        if (p.kind === K.ExportSpecifier && !p.parent.parent.moduleSpecifier)
            symbol = checker.getExportSpecifierLocalTargetSymbol(p);
        else symbol = checker.getSymbolAtLocation(p.name);
        return symbol ? emitReference(sf, node, symbol) : drop('no answer');
    }
    if (p.kind === K.NamespaceImport || p.kind === K.NamespaceExport) return drop('module');
    if (p.kind === K.ImportClause && p.name === node) {
        const symbol = checker.getSymbolAtLocation(node);
        return symbol ? emitReference(sf, node, symbol) : drop('no answer');
    }
    if (p.kind === K.ShorthandPropertyAssignment && p.name === node) {
        out.push(['D', ...place(sf, node), 'property', node.text, idOf(p)].join('\t'));
        const symbol = checker.getShorthandAssignmentValueSymbol(p);
        return symbol ? emitReference(sf, node, symbol) : drop('no answer');
    }
    if (isName(node)) {
        const kind = kindOf(p);
        if (!kind) return drop('declaration without kind');
        out.push(['D', ...place(sf, node), kind, node.text, idOf(p)].join('\t'));
        return;
    }
    if (node.text === 'const' && p.kind === K.TypeReference) return; // `as const`
    if (p.kind === K.BreakStatement || p.kind === K.ContinueStatement || p.kind === K.LabeledStatement) return;
    if (p.kind === K.MetaProperty) return;
    const symbol = checker.getSymbolAtLocation(node);
    if (!symbol) return drop('no answer');
    emitReference(sf, node, symbol);
}

for (const sf of program.getSourceFiles())
    if (wanted.has(sf.fileName)) ts.forEachChild(sf, (c) => visit(sf, c));
for (const why of Object.keys(dropped)) out.push(['X', why, dropped[why]].join('\t'));
fs.writeFileSync(outFile, out.join('\n') + '\n');
