using Demur.Abstractions;

namespace Demur.Models.Tokenizers;

/// <summary>Reads the files of a tokenizer.</summary>
internal static class TokenizerFiles
{
    private const long LargestFile = 1L << 30;

    /// <exception cref="DemurException">The file is missing, too large or cannot be read.</exception>
    public static byte[] Read(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new DemurException($"{path} does not exist.");
        }

        if (file.Length > LargestFile)
        {
            throw new DemurException($"{path} is {file.Length:N0} bytes; a tokenizer file has at most {LargestFile:N0}.");
        }

        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DemurException($"{path} cannot be read: {exception.Message}", exception);
        }
    }
}
