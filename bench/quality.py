"""Puts the labels of docs/methods/judges/quality-labels.jsonl beside their texts, which are public sets' and not in this repository.

    demur judge labels --out labels.jsonl
    python3 bench/quality.py labels.jsonl docs/methods/judges/quality-labels.jsonl quality.jsonl
    demur judge quality --labels quality.jsonl
"""
import hashlib
import json
import sys


def main(labels: str, wishes: str, out: str) -> None:
    with open(labels, encoding="utf-8") as file:
        texts = {key(row): row for row in map(json.loads, file)}
    with open(wishes, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    missing = [row["row"] for row in rows if row["row"] not in texts]
    if missing:
        sys.exit(f"{labels} lacks {len(missing)} of {len(rows)} labelled refusals, the first {missing[0]}: make it of all sets with demur judge labels.")
    with open(out, "w", encoding="utf-8") as file:
        for row in rows:
            text = texts[row["row"]]
            file.write(json.dumps({"prompt": text["prompt"], "response": text["response"], **row}, ensure_ascii=False) + "\n")


def key(row: dict) -> str:
    return hashlib.sha256(f"{row['prompt']}\n{row['response']}".encode()).hexdigest()[:16]


if __name__ == "__main__":
    main(*sys.argv[1:])
