// node answer.mjs REQUEST.json: reads texts with llama.cpp and continues them, greedily, and prints JSON.
// The request: { model, texts, tokens }, or { model, ids, tokens } for a model without a tokenizer; tokens 0 reads alone.
// The answer: { template, rows: [{ ids, text, read }] }, read being the ids of the text itself.
import { readFileSync } from "node:fs";
import { getLlama, LlamaLogLevel } from "node-llama-cpp";

const request = JSON.parse(readFileSync(process.argv[2], "utf8"));
const llama = await getLlama({ gpu: false, build: "never", logLevel: LlamaLogLevel.error });
const model = await llama.loadModel({ modelPath: request.model, useMmap: true });
const inputs = request.ids ?? request.texts.map((text) => model.tokenize(text, true));
const context = request.tokens > 0 ? await open() : null;
const sequence = context?.getSequence();
const rows = [];
for (const read of inputs) {
    rows.push({ read, ...(sequence ? await continued(read) : { ids: [], text: "" }) });
}

console.log(JSON.stringify({ template: model.fileInfo.metadata?.tokenizer?.chat_template ?? null, rows }));
await model.dispose();
process.exit(0);

// Keys and values are halved by default, which turns near ties.
function open() {
    return model.createContext({
        contextSize: 1024, threads: 1, flashAttention: false, experimentalKvCacheKeyType: "F32", experimentalKvCacheValueType: "F32",
    });
}

async function continued(read) {
    await sequence.clearHistory();
    const ids = [];
    for await (const token of sequence.evaluate(read, { temperature: 0 })) {
        if ((!request.ids && model.isEogToken(token)) || ids.push(token) >= request.tokens) {
            break;
        }
    }

    return { ids, text: request.ids ? "" : model.detokenize(ids) };
}
