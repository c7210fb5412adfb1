using System.Globalization;

namespace Demur.Models.Tokenizers.Json;

/// <summary>Reads <c>added_tokens</c> of a tokenizer.json and <c>added_tokens_decoder</c> of a tokenizer_config.json.</summary>
internal static class AddedTokenReader
{
    /// <summary>Reads the list of a tokenizer.json.</summary>
    public static List<AddedToken> ReadList(JsonPart list) =>
        list.IsNull ? [] : [.. list.Items().Select(token => ReadToken(token, token["id"].TokenId()))];

    /// <summary>Reads the table of a tokenizer_config.json, which is keyed by id.</summary>
    public static List<AddedToken> ReadTable(JsonPart table) =>
        table.IsNull ? [] : [.. table.Fields().Select(field => ReadToken(field.Value, Id(field.Name, field.Value)))];

    private static AddedToken ReadToken(JsonPart token, int id)
    {
        var special = token["special"].BooleanOr(false);
        return new AddedToken
        {
            Id = id,
            Content = token["content"].String(),
            SingleWord = token["single_word"].BooleanOr(false),
            LeftStrip = token["lstrip"].BooleanOr(false),
            RightStrip = token["rstrip"].BooleanOr(false),
            Normalized = token["normalized"].BooleanOr(!special),
            Special = special,
        };
    }

    private static int Id(string name, JsonPart value) =>
        int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id <= JsonPart.LargestTokenId
            ? id
            : throw value.Unknown("token id", name, $"whole numbers from 0 to {JsonPart.LargestTokenId:N0}");
}
