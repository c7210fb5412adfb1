using Demur.Abstractions;
using Demur.Data.Formats;

namespace Demur.Cli.Commands;

/// <summary>Reads <c>--map prompt=Question,response=Answer</c>.</summary>
internal static class CsvMapping
{
    public static CsvColumns Parse(string? text)
    {
        var columns = new RowFileOptions().Columns;
        foreach (var part in (text ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            columns = part.Split('=', 2) switch
            {
                ["prompt", var name] => columns with { Prompt = name },
                ["response", var name] => columns with { Response = name },
                ["system", var name] => columns with { System = name },
                _ => throw new DemurException($"--map has '{part}'; write prompt=NAME, response=NAME and, if there is one, system=NAME."),
            };
        }

        return columns;
    }
}
