# demo.cmake - the sentence at the end of tools/demo, computed from `doubletrap report --anatomy HVC64 --json`.
#
#   cmake -DJSON=FILE -P tools/demo.cmake
#
# In CMake's language because that reads JSON and is there; the demo installs no other interpreter.
cmake_minimum_required(VERSION 3.25)
file(READ "${JSON}" report)
string(JSON per_cycle GET "${report}" units_per_cycle)
string(JSON model GET "${report}" model)
string(JSON exit GET "${report}" rows 0)
string(JSON path GET "${exit}" path)
string(JSON samples GET "${exit}" of_samples)
string(JSON phase_count LENGTH "${exit}" phases)

# Sums of units and instructions: all, in EL2 (hyp, switch), in the host's kernel; entries into EL2.
foreach(sum all el2 host entries host_instructions instructions)
  set(${sum} 0)
endforeach()
math(EXPR last "${phase_count} - 1")
foreach(i RANGE ${last})
  string(JSON world GET "${exit}" phases ${i} world)
  string(JSON how GET "${exit}" phases ${i} how)
  string(JSON units GET "${exit}" phases ${i} units)
  string(JSON count GET "${exit}" phases ${i} instructions)
  math(EXPR all "${all} + ${units}")
  math(EXPR instructions "${instructions} + ${count}")
  if(world STREQUAL "hyp" OR world STREQUAL "switch")
    math(EXPR el2 "${el2} + ${units}")
  elseif(world STREQUAL "host")
    math(EXPR host "${host} + ${units}")
    math(EXPR host_instructions "${host_instructions} + ${count}")
  endif()
  if(how MATCHES "^exception EL[01]>EL2")
    math(EXPR entries "${entries} + 1")
  endif()
endforeach()

math(EXPR cycles "(${all} + ${per_cycle} / 2) / ${per_cycle}")
math(EXPR el2_cycles "(${el2} + ${per_cycle} / 2) / ${per_cycle}")
math(EXPR el2_percent "(100 * ${el2} + ${all} / 2) / ${all}")

if(entries GREATER 1)
  if(entries EQUAL 2)
    set(times "twice")
  else()
    set(times "${entries} times")
  endif()
  set(traps "it enters EL2 ${times} where once would do - the double trap -")
else()
  set(traps "it enters EL2 once")
endif()
set(sentence "A hypercall of this VM costs ${cycles} cycles (${instructions} instructions, prices of ${model}, \
${samples} seen): on its way ${path} ${traps} and spends ${el2_cycles} of the cycles, ${el2_percent} %, in \
EL2 saving and restoring state, while KVM's answer itself is the host's ${host_instructions} instructions.")
execute_process(COMMAND ${CMAKE_COMMAND} -E echo "${sentence}")
