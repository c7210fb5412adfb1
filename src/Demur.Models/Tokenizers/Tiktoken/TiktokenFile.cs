using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Demur.Abstractions;
using Demur.Models.Tokenizers.Vocabulary;

namespace Demur.Models.Tokenizers.Tiktoken;

/// <summary>Reads a rank file: on each line a token in Base64, a space and its rank.</summary>
internal static class TiktokenFile
{
    /// <exception cref="DemurException">A line is not a token and a rank.</exception>
    public static TokenTable Parse(ReadOnlySpan<byte> file)
    {
        var ranks = new TokenTable();
        var number = 0;
        foreach (var range in file.Split((byte)'\n'))
        {
            number++;
            var line = file[range].TrimEnd((byte)'\r');
            if (!line.IsEmpty)
            {
                AddLine(ranks, line, number);
            }
        }

        return ranks.Count > 0 ? ranks : throw new DemurException("The rank file is empty.");
    }

    private static void AddLine(TokenTable ranks, ReadOnlySpan<byte> line, int number)
    {
        var space = line.IndexOf((byte)' ');
        var token = new byte[Math.Max(0, space)];
        var isToken = space > 0 && Base64.DecodeFromUtf8(line[..space], token, out _, out var written) == OperationStatus.Done && written > 0
            ? written
            : 0;
        if (isToken == 0
            || !int.TryParse(Encoding.ASCII.GetString(line[(space + 1)..]), NumberStyles.None, CultureInfo.InvariantCulture, out var rank))
        {
            throw new DemurException($"Line {number} of the rank file is not a token in Base64, a space and a rank. The file is damaged or of another kind.");
        }

        ranks.Add(token.AsSpan(0, isToken), rank);
    }
}
