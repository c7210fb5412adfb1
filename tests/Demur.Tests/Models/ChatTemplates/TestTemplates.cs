namespace Demur.Tests.Models.ChatTemplates;

/// <summary>Small templates that are built like the published ones.</summary>
internal static class TestTemplates
{
    /// <summary>ChatML with a default system message when the first message is none, as SmolLM2's.</summary>
    public const string ChatMlWithDefault =
        "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}"
        + "{{ '<|im_start|>system\nBe kind.<|im_end|>\n' }}{% endif %}"
        + "{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

    /// <summary>ChatML that describes tools in the system block, as Qwen 2.5's.</summary>
    public const string ChatMlWithTools = """
        {%- if tools %}
            {{- '<|im_start|>system\n' + (messages[0].content if messages[0].role == 'system' else 'Be kind.') }}
            {%- for tool in tools %}
                {{- '\n' + (tool | tojson) }}
            {%- endfor %}
            {{- '<|im_end|>\n' }}
        {%- elif messages[0].role == 'system' %}
            {{- '<|im_start|>system\n' + messages[0].content + '<|im_end|>\n' }}
        {%- else %}
            {{- '<|im_start|>system\nBe kind.<|im_end|>\n' }}
        {%- endif %}
        {%- for message in messages if message.role != 'system' %}
            {{- '<|im_start|>' + message.role + '\n' + (message.content or '') }}
            {%- for call in message.tool_calls or [] %}
                {{- '\n<tool_call>\n{"name": "' + call.function.name + '", "arguments": ' + (call.function.arguments | tojson) + '}\n</tool_call>' }}
            {%- endfor %}
            {{- '<|im_end|>\n' }}
        {%- endfor %}
        {%- if add_generation_prompt %}
            {{- '<|im_start|>assistant\n' }}
        {%- endif %}
        """;

    /// <summary>The system message inside the first user's turn, as Llama 2's; trims every content.</summary>
    public const string InstWithSystem =
        "{% if messages[0]['role'] == 'system' %}{% set rest = messages[1:] %}{% set system = messages[0]['content'] %}"
        + "{% else %}{% set rest = messages %}{% set system = DEFAULT %}{% endif %}"
        + "{% for message in rest %}"
        + "{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('roles must alternate') }}{% endif %}"
        + "{% if loop.first and system %}{% set content = '<<SYS>>\n' + system + '\n<</SYS>>\n\n' + message['content'] %}"
        + "{% else %}{% set content = message['content'] %}{% endif %}"
        + "{% if message['role'] == 'user' %}{{ bos_token + '[INST] ' + content.strip() + ' [/INST]' }}"
        + "{% else %}{{ ' ' + content.strip() + ' ' + eos_token }}{% endif %}{% endfor %}";

    /// <summary>Headers with a token on each side, as Llama 3's.</summary>
    public const string Headers =
        "{% for message in messages %}{% set content = '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n' "
        + "+ message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}{% endif %}"
        + "{{ content }}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}";

    /// <summary>The same with a system block that is always there, as Llama 3.1's and later.</summary>
    public const string HeadersWithDate =
        "{{ bos_token }}{% if messages[0]['role'] == 'system' %}{% set system = messages[0]['content']|trim %}{% set messages = messages[1:] %}"
        + "{% else %}{% set system = '' %}{% endif %}"
        + "{{ '<|start_header_id|>system<|end_header_id|>\n\nToday: ' + strftime_now('%d %b %Y') + '\n\n' + system + '<|eot_id|>' }}"
        + "{% for message in messages %}{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n' + message['content']|trim + '<|eot_id|>' }}"
        + "{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}";

    /// <summary>Puts the generation prompt behind every conversation, asked or not, as the first Llama 3 template did.</summary>
    public const string AlwaysPrompts =
        "{% for message in messages %}{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\n\n' + message['content'] + '<|eot_id|>' }}"
        + "{% endfor %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}";

    /// <summary>Drops the reasoning of all but the last reply, as Qwen 3's and DeepSeek R1's.</summary>
    public const string DropsReasoning =
        "{% for m in messages %}{{ '<|im_start|>' + m.role + '\n' }}{% set text = m.content %}"
        + "{% if m.role == 'assistant' and not loop.last %}{% set text = text.split('</think>')[-1].lstrip('\n') %}{% endif %}"
        + "{{ text + '<|im_end|>\n' }}{% endfor %}"
        + "{% if add_generation_prompt %}{{ '<|im_start|>assistant\n<think>\n' }}{% endif %}";

    /// <summary>Says with tags what the assistant wrote.</summary>
    public const string WithGenerationTags =
        "{% for m in messages %}{% if m.role == 'assistant' %}Bot: {% generation %}{{ m.content }}</s>{% endgeneration %}\n"
        + "{% else %}You: {{ m.content }}\n{% endif %}{% endfor %}";

    public static readonly IReadOnlyList<string> All =
        [ChatMlWithDefault, ChatMlWithTools, InstWithSystem, Headers, HeadersWithDate, AlwaysPrompts, DropsReasoning, WithGenerationTags];
}
