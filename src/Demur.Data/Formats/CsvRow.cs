using System.Text.Json;
using Demur.Abstractions;

namespace Demur.Data.Formats;

/// <summary>Makes a training row from a CSV record.</summary>
internal static class CsvRow
{
    private static readonly JsonElement Nothing = JsonDocument.Parse("{}").RootElement.Clone();

    public static TrainingRow Parse(CsvRecord record, CsvColumns columns)
    {
        List<ChatTurn> messages = [];
        if (columns.System is { } system && record.Field(system) is { Length: > 0 } text)
        {
            messages.Add(new ChatTurn(ChatTurn.System, text));
        }

        messages.Add(new ChatTurn(ChatTurn.User, record.Field(columns.Prompt)));
        messages.Add(new ChatTurn(ChatTurn.Assistant, record.Field(columns.Response)));
        return RowAssembly.ToRow(messages, Nothing);
    }
}
