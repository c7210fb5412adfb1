using System.Text.Json;
using Demur.Models.Tokenizers;
using Demur.Tests.Testing;

namespace Demur.Tests.Models.Tokenizers;

/// <summary>One folder of <c>golden/tokenizers</c>: a tokenizer and what the reference library makes of some texts with it.</summary>
internal sealed record GoldenTokenizerCase(string Name, Tokenizer Tokenizer, IReadOnlyList<JsonElement> Rows)
{
    /// <summary>Loads a case with the files that its name stands for.</summary>
    public static GoldenTokenizerCase Load(string folder)
    {
        var name = Path.GetFileName(folder);
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "expected.json")));
        var root = document.RootElement.Clone();
        var rows = root.ValueKind == JsonValueKind.Array ? root : root.GetProperty("cases");
        return new GoldenTokenizerCase(name, LoadTokenizer(folder, name, root), [.. rows.EnumerateArray()]) { Files = FilesOf(folder, name) };
    }

    /// <summary>Gets the tokenizer's files by the names that they have in a model folder.</summary>
    public IReadOnlyDictionary<string, string> Files { get; private init; } = new Dictionary<string, string>();

    // SentencePiece and tiktoken were asked to read special tokens as ordinary text.
    private bool ReadsSpecialTokens => !Name.StartsWith("spm-", StringComparison.Ordinal) && !Name.StartsWith("tiktoken-", StringComparison.Ordinal);

    /// <summary>Compares every figure that a row holds; gives the first that differs, or null.</summary>
    public string? FirstDifference()
    {
        foreach (var row in Rows)
        {
            if (Difference(row) is { } difference)
            {
                return $"{Name}: '{row.GetProperty("text").GetString()}': {difference}";
            }
        }

        return null;
    }

    private string? Difference(JsonElement row)
    {
        var text = row.GetProperty("text").GetString()!;
        var plain = ReadsSpecialTokens ? Tokenizer.EncodeWithinLimits(text, addSpecialTokens: false) : Tokenizer.EncodeOrdinaryText(text);
        var bounded = Tokenizer.EncodeWithinLimits(text).Ids;
        if (row.TryGetProperty("ids", out var ids) && Compare("ids", ids, bounded) is { } wrongIds)
        {
            return wrongIds;
        }

        if (Compare("ids_plain", row.GetProperty("ids_plain"), plain.Ids) is { } wrongPlain)
        {
            return wrongPlain;
        }

        if (row.TryGetProperty("offsets", out var offsets)
            && CompareText("offsets", string.Join(' ', offsets.EnumerateArray().Select(pair => $"({pair[0]},{pair[1]})")),
                string.Join(' ', plain.Offsets.Select(offset => $"({offset.Start},{offset.End})"))) is { } wrongOffsets)
        {
            return wrongOffsets;
        }

        return Decoded(row, "decoded", plain.Ids, skip: true) ?? Decoded(row, "decoded_special", bounded, skip: false);
    }

    private string? Decoded(JsonElement row, string field, IReadOnlyList<int> ids, bool skip) =>
        row.TryGetProperty(field, out var expected)
            ? CompareText(field, expected.GetString()!, Tokenizer.Decode(ids, skip))
            : null;

    private static string? Compare(string what, JsonElement expected, IReadOnlyList<int> actual) =>
        CompareText(what, string.Join(' ', expected.EnumerateArray().Select(id => id.GetInt32())), string.Join(' ', actual));

    private static string? CompareText(string what, string expected, string actual) =>
        expected == actual ? null : $"{what}\nexpected {expected}\nactual   {actual}";

    private static Tokenizer LoadTokenizer(string folder, string name, JsonElement root)
    {
        if (File.Exists(Path.Combine(folder, "tokenizer.json")))
        {
            return TokenizerFactory.FromTokenizerJson(Path.Combine(folder, "tokenizer.json"));
        }

        var (kind, file) = (name[..name.IndexOf('-', StringComparison.Ordinal)], name[(name.IndexOf('-', StringComparison.Ordinal) + 1)..]);
        return kind switch
        {
            "real" => LoadPublished(file),
            "spm" => TokenizerFactory.FromSentencePiece(DataFile(file)),
            "tiktoken" => TokenizerFactory.FromTiktoken(DataFile(file), root.GetProperty("pattern").GetString()!),
            "gguf" => GgufTokenizers.OpenEmbedded(file),
            _ => throw new NotSupportedException($"{name}: no tokenizer is known for this case."),
        };
    }

    private static Dictionary<string, string> FilesOf(string folder, string name)
    {
        if (File.Exists(Path.Combine(folder, "tokenizer.json")))
        {
            return new() { ["tokenizer.json"] = Path.Combine(folder, "tokenizer.json") };
        }

        var (kind, file) = (name[..name.IndexOf('-', StringComparison.Ordinal)], name[(name.IndexOf('-', StringComparison.Ordinal) + 1)..]);
        string[] published = kind == "real" ? [.. Directory.GetFiles(GoldenFolder.DataOrSkip("tokenizers"), file + ".*")] : [];
        return kind == "spm"
            ? new() { ["tokenizer.model"] = DataFile(file) }
            : published.ToDictionary(path => Path.GetFileName(path)[(file.Length + 1)..]);
    }

    private static Tokenizer LoadPublished(string name)
    {
        var folder = GoldenFolder.DataOrSkip("tokenizers");
        var json = Path.Combine(folder, $"{name}.tokenizer.json");
        return File.Exists(json)
            ? TokenizerFactory.FromTokenizerJson(json)
            : TokenizerFactory.FromVocabAndMerges(
                DataFile($"{name}.vocab.json"), DataFile($"{name}.merges.txt"), DataFile($"{name}.tokenizer_config.json"));
    }

    private static string DataFile(string name)
    {
        var path = Path.Combine(GoldenFolder.Data, "weights_tiny_llama", name);
        return File.Exists(path) ? path : GoldenFolder.DataOrSkip("tokenizers", name);
    }
}
