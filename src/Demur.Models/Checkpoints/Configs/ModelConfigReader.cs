using System.Text.Json.Nodes;
using Demur.Abstractions;

namespace Demur.Models.Checkpoints.Configs;

/// <summary>Chooses the reader for a configuration's family, and reads what all families share.</summary>
internal static class ModelConfigReader
{
    public static ModelConfig Read(JsonObject source, string where)
    {
        var keys = new ConfigKeys(source, where);
        var modelType = keys.Text("model_type")
            ?? throw new DemurException($"{where}: model_type is missing, so the architecture is unknown. Restore the file from its source.");
        var family = ModelFamilies.Parse(modelType, where);

        var config = family switch
        {
            ModelFamily.Gpt2 => Gpt2ConfigReader.Read(keys),
            ModelFamily.Bert or ModelFamily.Roberta or ModelFamily.DistilBert or ModelFamily.DebertaV2 => EncoderConfigReader.Read(keys, family),
            _ => DecoderConfigReader.Read(keys, family),
        };
        var usual = UsualTokens.Of(family);
        return config with
        {
            Family = family,
            ModelType = modelType,
            Labels = ReadLabels(keys),
            StoredType = keys.Text("dtype") ?? keys.Text("torch_dtype"),
            BosTokenId = Given(keys, "bos_token_id", usual.Bos) is [var bos, ..] ? bos : null,
            EosTokenIds = Given(keys, "eos_token_id", usual.Eos),
            PadTokenId = Given(keys, "pad_token_id", usual.Pad) is [var pad, ..] ? pad : null,
        };
    }

    // What a file leaves out is the family's own; null means that there is none.
    private static IReadOnlyList<int> Given(ConfigKeys keys, string key, int? usual) =>
        keys.Source.ContainsKey(key) || usual is not { } id ? keys.TokenIds(key) : [id];

    // Transformers leaves id2label out when there are two labels with their default names.
    private static ClassifierLabels? ReadLabels(ConfigKeys keys)
    {
        var architectures = keys.Texts("architectures") ?? [];
        if (!architectures.Any(name => name.EndsWith("ForSequenceClassification", StringComparison.Ordinal)))
        {
            return null;
        }

        var names = keys.Object("id2label");
        var count = names?.Source.Count ?? keys.Whole("num_labels", 1, ConfigKeys.LargestSize) ?? 2;
        if (count is < 1 or > 100_000)
        {
            throw new DemurException($"{keys.Where}: {count} labels, expected 1 to 100,000. Correct id2label or num_labels.");
        }

        return new ClassifierLabels(
            [.. Enumerable.Range(0, count).Select(index => names?.Text(FormattableString.Invariant($"{index}")) ?? FormattableString.Invariant($"LABEL_{index}"))],
            keys.Text("problem_type"));
    }
}
