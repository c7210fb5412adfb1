"""Writes the responses of chatgpt-refusals that its partial files hold and all_hand_labeled.json does not: rows that no judge here was trained or tuned on.

    python3 bench/unseen_refusals.py ../shared/data/chatgpt_refusals unseen.jsonl
    demur judge validate --labels unseen.jsonl --judge staged-judge
"""
import json
import pathlib
import sys

PARTIAL = ["quora_insincere_hand_labeled.json", "political_figures.json", "nyp.json"]


def main(folder: str, out: str) -> None:
    files = pathlib.Path(folder)
    seen = {(row["prompt"], row["response"]) for row in read(files / "all_hand_labeled.json")}
    rows = [row for name in PARTIAL for row in read(files / name) if (row["prompt"], row["response"]) not in seen]
    with open(out, "w", encoding="utf-8") as file:
        for row in rows:
            label = "full_refusal" if row["tone"] == "rejected" else "full_compliance"
            file.write(json.dumps({"prompt": row["prompt"], "response": row["response"], "label": label, "source": "chatgpt_refusals", "model": "chatgpt", "detail": row["tone"]}) + "\n")
    print(f"{out}: {len(rows)} responses")


def read(path: pathlib.Path) -> list[dict]:
    return json.loads(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main(*sys.argv[1:])
