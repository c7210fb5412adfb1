using System.Text.Json;
using Demur.Abstractions;
using Demur.Evaluation.Judges;

namespace Demur.Cli.Judges;

/// <summary>Reads what <c>demur judge validate</c> wrote.</summary>
internal static class ValidationFile
{
    public static JudgeValidation Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<JudgeValidation>(File.ReadAllText(path), DemurJson.Line) ?? throw new DemurException($"'{path}' holds nothing. Write one with demur judge validate.");
        }
        catch (JsonException broken)
        {
            throw new DemurException($"'{path}' is no validation of a judge: {broken.Message.Split('.')[0]}. Write one with demur judge validate.", broken);
        }
    }
}
