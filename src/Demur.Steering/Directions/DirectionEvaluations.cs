using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Demur.Abstractions;

namespace Demur.Steering.Directions;

/// <summary>The file of candidate scores, <c>direction_evaluations.json</c>, as the authors' release writes it.</summary>
public static partial class DirectionEvaluations
{
    /// <summary>The file's usual name.</summary>
    public const string FileName = "direction_evaluations.json";

    private static readonly JsonSerializerOptions Options = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, RespectRequiredConstructorParameters = true, WriteIndented = true };

    /// <summary>Reads the candidates in the file's order.</summary>
    /// <param name="path">The file, or the folder of its search; Python's bare NaN is read too.</param>
    /// <exception cref="DemurException">The file is absent, or no list of scores.</exception>
    public static IReadOnlyList<DirectionScore> Read(string path)
    {
        path = Directory.Exists(path) ? Path.Combine(path, FileName) : path;
        try
        {
            var scores = JsonSerializer.Deserialize<DirectionScore[]>(BareNumber().Replace(File.ReadAllText(path), ": \"$1\""), Options);
            return scores is { Length: > 0 } && scores.All(score => score is { Layer: >= 0 })
                ? scores
                : throw new DemurException($"{path} holds no scores of candidates with layers from 0 on. Give the {FileName} of a run of 'demur direction find', or of the authors' release.");
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DemurException($"There is no file '{path}'. Give the folder of a run of 'demur direction find', or the {FileName} of the authors' release.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new DemurException(
                $"{path}: is no list of candidate scores ({exception.Message.Split('\n')[0]}). Give the {FileName} of a run of 'demur direction find', or of the authors' release.", exception);
        }
    }

    /// <summary>Puts candidates into the file's text.</summary>
    /// <param name="scores">The candidates.</param>
    public static string Format(IEnumerable<DirectionScore> scores) => JsonSerializer.Serialize(scores, Options);

    [GeneratedRegex(@":\s*(NaN|-?Infinity)\b")]
    private static partial Regex BareNumber();
}
