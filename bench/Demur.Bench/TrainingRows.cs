using System.Text.Json;
using Demur.Abstractions;
using Demur.Data.Formats;
using Demur.Data.Mixes;
using Demur.Data.Own;
using Demur.Models.Checkpoints;
using Demur.Training.Batching;

namespace Demur.Bench;

/// <summary>Rows and pairs of own content for the training benchmark: as the product reads them, and as token ids for its peer.</summary>
internal static class TrainingRows
{
    public static void Write(string model, string folder, int count)
    {
        Directory.CreateDirectory(folder);
        var rows = new MixBuilder(new MixContent(OwnContent.Answers)).Build(BuiltInMixes.Find("balanced"), seed: 0).ToArray();
        new Random(0).Shuffle(rows);
        rows = rows[..count];
        using var checkpoint = Checkpoint.Open(model);
        var tokenizer = new RowTokenizer(checkpoint.Tokenizer, checkpoint.Template!, new RowTokenizerOptions { Variables = checkpoint.TokenizerSettings!.TemplateVariables });
        RowFileWriter.Write(Path.Combine(folder, "rows.jsonl"), rows);
        WriteTokens(Path.Combine(folder, "rows.tokens.jsonl"), rows.Select(row => tokenizer.Tokenize(row)));

        // What one row is answered with is what the next row's request is not: the length of answers is what matters here.
        PreferencePair[] pairs = [.. rows.Select((row, index) => Pair(row, rows[(index + 1) % rows.Length]))];
        PairFile.Write(Path.Combine(folder, "pairs.jsonl"), pairs);
        WriteTokens(Path.Combine(folder, "pairs.tokens.jsonl"), pairs.Select(pair => PairTokenizer.Tokenize(tokenizer, pair)).SelectMany(pair => new[] { pair.Chosen, pair.Rejected }));
    }

    private static PreferencePair Pair(TrainingRow row, TrainingRow other) => new()
    {
        Id = row.Id,
        Prompt = [.. row.Messages.SkipLast(1)],
        Chosen = row.Messages[^1].Content,
        Rejected = other.Messages[^1].Content,
        Source = row.Source,
        Licence = row.Licence,
    };

    private static void WriteTokens(string path, IEnumerable<TokenizedRow> rows) =>
        File.WriteAllLines(path, rows.Select(row => JsonSerializer.Serialize(new { ids = row.TokenIds, targets = row.IsTarget.Select(target => target ? 1 : 0) })));
}
