using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Demur.Models.Checkpoints.Configs;

namespace Demur.Models.Adapters;

/// <summary>PEFT's <c>adapter_config.json</c>, in and out.</summary>
internal static class AdapterConfig
{
    public const string FileName = "adapter_config.json";

    /// <summary>Reads the shape of an adapter; what Demur cannot run is an error that names the key.</summary>
    public static LoraOptions Read(string path)
    {
        var keys = new ConfigKeys(JsonFile.ReadObject(path), path);
        RejectOthers(keys);
        var options = new LoraOptions
        {
            Rank = keys.Size("r", 8),
            Alpha = keys.PositiveOrNull("lora_alpha") ?? 8,
            Dropout = keys.Real("lora_dropout", 0),
            TargetModules = Targets(keys),
            RankStabilised = keys.Flag("use_rslora", false),
            Dora = keys.Flag("use_dora", false),
            RankPattern = Numbers(keys, "rank_pattern").ToDictionary(pair => pair.Key, pair => (int)pair.Value),
            AlphaPattern = Numbers(keys, "alpha_pattern"),
        };
        options.Check();
        return options;
    }

    /// <summary>Reads whether an embedding that is trained as a whole stays the output head too, where the base shares the two.</summary>
    public static bool TiesHead(string path) => new ConfigKeys(JsonFile.ReadObject(path), path).Flag("ensure_weight_tying", false);

    /// <summary>Reads what the adapter is for, as PEFT names it; null where it does not say.</summary>
    public static string? TaskOf(string path) => new ConfigKeys(JsonFile.ReadObject(path), path).Text("task_type");

    /// <summary>Writes the keys that PEFT reads.</summary>
    /// <param name="options">The shape.</param>
    /// <param name="modules">The ends of the names of what is changed.</param>
    /// <param name="base">What the adapter goes on, a hub name or a path, and whether it stores its weights as (in, out).</param>
    /// <param name="whole">The weights that are replaced as a whole.</param>
    public static JsonObject Write(LoraOptions options, IReadOnlyList<string> modules, (string Model, bool Transposed) @base, IReadOnlyList<string> whole) => new()
    {
        ["peft_type"] = "LORA",
        ["task_type"] = "CAUSAL_LM",
        ["base_model_name_or_path"] = @base.Model,
        ["inference_mode"] = true,
        ["r"] = options.Rank,
        ["lora_alpha"] = options.Alpha,
        ["lora_dropout"] = options.Dropout,
        ["target_modules"] = new JsonArray([.. modules.Select(module => (JsonNode)module)]),
        ["bias"] = whole.Any(IsBias) ? "all" : "none",
        ["fan_in_fan_out"] = @base.Transposed,
        ["init_lora_weights"] = true,
        ["use_rslora"] = options.RankStabilised,
        ["use_dora"] = options.Dora,
        ["rank_pattern"] = new JsonObject(options.RankPattern.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        ["alpha_pattern"] = new JsonObject(options.AlphaPattern.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value))),
        ["modules_to_save"] = ModulesOf(whole),
        ["layers_to_transform"] = null,
        ["layers_pattern"] = null,
        ["revision"] = null,
    };

    private static bool IsBias(string name) => name.EndsWith(".bias", StringComparison.Ordinal);

    private static JsonArray? ModulesOf(IReadOnlyList<string> whole)
    {
        var modules = whole.Where(name => !IsBias(name)).Select(name => name.Split('.')[^2]).Distinct().Order(StringComparer.Ordinal).ToArray();
        return modules.Length == 0 ? null : new JsonArray([.. modules.Select(module => (JsonNode)module)]);
    }

    private static void RejectOthers(ConfigKeys keys)
    {
        if (keys.Text("peft_type") is { } type && type != "LORA")
        {
            throw keys.Bad("peft_type", keys.Source["peft_type"]!, "LORA (with use_rslora or use_dora where wanted); other kinds of adapter are not supported");
        }

        if (keys.Text("bias") is { } bias and not ("none" or "all" or "lora_only"))
        {
            throw keys.Bad("bias", keys.Source["bias"]!, "none, all or lora_only");
        }

        foreach (var key in (string[])["layer_replication", "trainable_token_indices", "target_parameters"])
        {
            if (keys.Source[key] is JsonArray { Count: > 0 } or JsonObject { Count: > 0 })
            {
                throw keys.Bad(key, keys.Source[key]!, "null; merge the adapter with PEFT and open the merged checkpoint");
            }
        }

        if (keys.Flag("lora_bias", false))
        {
            throw keys.Bad("lora_bias", keys.Source["lora_bias"]!, "false; a bias in the low-rank branch is not supported");
        }
    }

    private static IReadOnlyList<string> Targets(ConfigKeys keys) => keys.Source["target_modules"]?.GetValueKind() switch
    {
        JsonValueKind.String => [keys.Text("target_modules")!],
        null => [LoraOptions.AllLinear],
        _ => keys.Texts("target_modules") ?? [LoraOptions.AllLinear],
    };

    private static Dictionary<string, double> Numbers(ConfigKeys keys, string key)
    {
        var numbers = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (name, node) in keys.Object(key)?.Source ?? [])
        {
            numbers[name] = node?.GetValueKind() == JsonValueKind.Number
                && double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture) is var number and > 0
                    ? number
                    : throw keys.Bad(key, keys.Source[key]!, "an object of numbers above 0");
        }

        return numbers;
    }
}
