using Demur.Abstractions;
using Demur.Data.Catalogue;

namespace Demur.Data.Importers;

/// <summary>The safety pairs of Safety-Tuned LLaMAs (Bianchi et al. 2024): a red-team question and a safe answer.</summary>
/// <remarks>Their licence is CC BY-NC 4.0: for replications and not for models that are handed on. <see cref="PublicRows"/> has what may be trained on freely.</remarks>
public static class SafetyPairs
{
    private const string File = "training/safety_only_data_Instructions.json";

    /// <summary>Reads all 2,483 pairs.</summary>
    /// <param name="root">The folder of public sets, one folder a set; see <see cref="DataStore"/>.</param>
    /// <exception cref="DemurException">The file is missing or was changed.</exception>
    public static IReadOnlyList<TrainingRow> Read(string root)
    {
        var reader = new SetReader(new DataStore(root), DataCatalogue.Get("safety_tuned_llamas"));
        return [.. reader.Json(File).EnumerateArray().Select(row => reader.Row(File, row.GetProperty("instruction").GetString()!, row.GetProperty("output").GetString()!, SampleLabel.Harmful))];
    }
}
