namespace Demur.Models.Checkpoints;

/// <summary>The models that come with Demur and work without a download.</summary>
public static class EmbeddedModels
{
    /// <summary>The instruct model that every command targets unless told otherwise.</summary>
    public const string Instruct = "smollm2-135m-instruct";

    /// <summary>The sentence encoder.</summary>
    public const string Encoder = "all-minilm-l6-v2";

    /// <summary>The instruct model tuned so that it refuses too much, as an adapter.</summary>
    public const string Naive = "smollm2-135m-naive";

    /// <summary>The instruct model tuned by the demo's recipe, as an adapter.</summary>
    public const string Balanced = "smollm2-135m-balanced";

    /// <summary>The instruct model tuned by DeRTa, as an adapter.</summary>
    public const string Derta = "smollm2-135m-derta";

    private const string Variable = "DEMUR_MODELS";

    // Adapters name their base as the hub does, so that other tools find it.
    private static readonly Dictionary<string, string> HubNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["HuggingFaceTB/SmolLM2-135M-Instruct"] = Instruct,
        ["sentence-transformers/all-MiniLM-L6-v2"] = Encoder,
    };

    /// <summary>Gets the tuned states of the instruct model that are kept; <c>scripts/subjects.sh</c> makes them again.</summary>
    public static IReadOnlyList<string> Subjects { get; } = [Naive, Balanced, Derta];

    /// <summary>Gets the names under which embedded models are opened.</summary>
    public static IReadOnlyList<string> Names { get; } = [Instruct, Encoder, .. Subjects];

    /// <summary>Gets the folder that holds the models: <c>DEMUR_MODELS</c>, or <c>models</c> beside or above the program; <see langword="null"/> when there is none.</summary>
    public static string? Folder
    {
        get
        {
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } given)
            {
                return Directory.Exists(given) ? Path.GetFullPath(given) : null;
            }

            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                var models = Path.Combine(folder.FullName, "models");
                if (Directory.Exists(Path.Combine(models, Instruct)))
                {
                    return models;
                }
            }

            return null;
        }
    }

    /// <summary>Finds the folder of an embedded model.</summary>
    /// <param name="name">Its name here, or its name on the hub.</param>
    /// <returns>The folder, or <see langword="null"/> when the name is not one of an embedded model or the model is not installed.</returns>
    public static string? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var own = HubNames.GetValueOrDefault(name, name);
        if (!Names.Contains(own, StringComparer.OrdinalIgnoreCase) || Folder is not { } models)
        {
            return null;
        }

        var folder = Path.Combine(models, own.ToLowerInvariant());
        return Directory.Exists(folder) ? folder : null;
    }

    /// <summary>Gets the name on the hub of an embedded model, for files that other tools read.</summary>
    /// <param name="name">The name here.</param>
    /// <returns>The hub's name, or the name itself when the model is not an embedded one.</returns>
    public static string HubName(string name) =>
        HubNames.FirstOrDefault(pair => string.Equals(pair.Value, name, StringComparison.OrdinalIgnoreCase)).Key ?? name;
}
