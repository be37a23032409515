// scip-dump -- prints a SCIP index as TSV, one occurrence a line:
//   path line0 col0 line1 col1 D|R symbol      (0-based, UTF-16 columns)
// scip-typescript ships the decoder for the format; nothing else is needed.
'use strict';
const fs = require('fs');
const { scip } = require('@sourcegraph/scip-typescript/dist/src/scip.js');

const index = scip.Index.deserializeBinary(fs.readFileSync(process.argv[2]));
const out = [];
for (const doc of index.documents) {
    for (const o of doc.occurrences) {
        const r = o.range;
        const [l0, c0, l1, c1] = r.length === 3 ? [r[0], r[1], r[0], r[2]] : r;
        const role = o.symbol_roles & scip.SymbolRole.Definition ? 'D' : 'R';
        out.push([doc.relative_path, l0, c0, l1, c1, role, o.symbol].join('\t'));
    }
}
fs.writeFileSync(process.argv[3], out.join('\n') + '\n');
