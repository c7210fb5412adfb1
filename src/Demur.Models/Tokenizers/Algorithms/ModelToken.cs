namespace Demur.Models.Tokenizers.Algorithms;

/// <summary>A token and the bytes of its piece that it stands for.</summary>
internal readonly record struct ModelToken(int Id, int Start, int End);
